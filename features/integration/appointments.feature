@RAD-48
Feature: The ward knows when its patient is expected
  Porters, fasting and transport depend on the hour of the examination.
  A move that nobody hears of means a patient who waits, or does not come.

  Rule: Every appointment, move and cancellation reaches the medical record

    @MESA-151 @TC-APT-001 @shall @positive
    Scenario: An appointment is made
      Given patient "Ana Torres" is on record
      When the ordering service orders exam "brain MR" for patient "Ana Torres" for "2031-03-14 09:30"
      Then the ward is told of an appointment at "2031-03-14 09:30" for exam "brain MR" for patient "Ana Torres"
      And the appointment of exam "brain MR" for patient "Ana Torres" agrees with the worklist of device "MR_1"

    @MESA-152 @TC-APT-002 @shall @positive
    Scenario: An appointment is moved
      Given exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1" at "2031-03-14 09:30"
      When the radiology desk moves exam "brain MR" for patient "Luis Mba" to "2031-03-17 11:00"
      Then the ward is told that the appointment for exam "brain MR" for patient "Luis Mba" moved to "2031-03-17 11:00"
      And the appointment of exam "brain MR" for patient "Luis Mba" agrees with the worklist of device "MR_1"

    @MESA-153 @TC-APT-003 @shall @negative
    Scenario: An appointment is cancelled by the radiology desk
      Given exam "brain MR" for patient "Pedro Abeso" is scheduled on device "MR_1" at "2031-03-14 09:30"
      When the radiology desk cancels exam "brain MR" for patient "Pedro Abeso"
      Then the ward is told that the appointment for exam "brain MR" for patient "Pedro Abeso" is cancelled
      And exam "brain MR" for patient "Pedro Abeso" is no longer in the worklist of device "MR_1"

    @TC-APT-004 @shall @negative
    Scenario: An order cancelled by the ward takes its appointment with it
      Given exam "brain MR" for patient "Pedro Abeso" is scheduled on device "MR_1" at "2031-03-14 09:30"
      When the ordering service cancels the order for exam "brain MR" for patient "Pedro Abeso"
      Then the ward is told that the appointment for exam "brain MR" for patient "Pedro Abeso" is cancelled
