@RAD-5 @RAD-6 @RAD-7 @RAD-8
Feature: Images carry the identity of the patient and of the order they were made for
  Nobody looks at an image that sits under another patient or outside its examination.
  What the scanner takes from the list must stand on every image and in its report of the step.

  Rule: A scheduled examination comes back under the identifiers of its entry

    @MESA-131 @MESA-211 @FIELD-02 @TC-ACQ-001 @shall @positive
    Scenario: The plain day, from admission to archive
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the technologist performs exam "chest CT" for patient "Ana Torres" on device "CT_ER1"
      Then the images of exam "chest CT" for patient "Ana Torres" carry the identifiers of their worklist entry
      And the images of exam "chest CT" for patient "Ana Torres" are stored in system "PACS" and can be retrieved
      And the ordering physician sees exam "chest CT" for patient "Ana Torres" as "completed"

    @MESA-213 @MESA-214 @TC-ACQ-002 @shall @positive
    Scenario: Two steps of one examination are done one after the other
      Given patient "Rosa Eyang" is on record
      And exam "chest and abdomen CT" for patient "Rosa Eyang" is scheduled on device "CT_ER1"
      When the technologist performs step 1 of exam "chest and abdomen CT" for patient "Rosa Eyang" on device "CT_ER1"
      Then the number of entries for patient "Rosa Eyang" in the worklist of device "CT_ER1" is 1
      When the technologist performs step 2 of exam "chest and abdomen CT" for patient "Rosa Eyang" on device "CT_ER1"
      Then the number of entries for patient "Rosa Eyang" in the worklist of device "CT_ER1" is 0
      And each step of exam "chest and abdomen CT" for patient "Rosa Eyang" has its own images

    @MESA-215 @MESA-218 @TC-ACQ-003 @shall @positive
    Scenario: The technologist performs another protocol than the one planned
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" is scheduled on device "CT_ER1"
      When the technologist performs exam "chest CT" for patient "Carlos Nve" with the protocol of exam "pulmonary CT angiography"
      Then the images of exam "chest CT" for patient "Carlos Nve" carry the identifiers of their worklist entry
      And system "PACS" is told that exam "pulmonary CT angiography" was performed for patient "Carlos Nve" under the order for exam "chest CT"

    @TC-ACQ-010 @shall @positive
    Scenario: An examination ordered a moment ago is taken from the list and performed
      Given patient "Luis Mba" is on record
      When the ordering service orders exam "brain MR" for patient "Luis Mba"
      And the technologist takes exam "brain MR" for patient "Luis Mba" from the worklist of device "MR_1"
      And the technologist performs exam "brain MR" for patient "Luis Mba" on device "MR_1"
      Then the images of exam "brain MR" for patient "Luis Mba" carry the identifiers of their worklist entry

  Rule: One acquisition may answer two orders

    @MESA-106 @MESA-221 @MESA-222 @TC-ACQ-004 @shall @positive
    Scenario: Chest and abdomen, ordered apart, are scanned in one go
      Given patient "Rosa Eyang" is on record
      And exam "chest CT" for patient "Rosa Eyang" is scheduled on device "CT_ER1"
      And exam "abdominal CT with contrast" for patient "Rosa Eyang" is scheduled on device "CT_ER1"
      When the technologist performs exams "chest CT" and "abdominal CT with contrast" for patient "Rosa Eyang" in one acquisition
      Then one report of the step names exams "chest CT" and "abdominal CT with contrast" for patient "Rosa Eyang"
      And the number of entries for patient "Rosa Eyang" in the worklist of device "CT_ER1" is 0
      And the ordering physician sees exam "abdominal CT with contrast" for patient "Rosa Eyang" as "completed"

    @MESA-231 @MESA-104 @TC-ACQ-005 @shall @positive
    Scenario: The radiologist asks for one more series after the examination has ended
      Given patient "Luis Mba" is on record
      And exam "brain MR" for patient "Luis Mba" was performed on device "MR_1"
      When the technologist adds a series to exam "brain MR" for patient "Luis Mba"
      Then exam "brain MR" for patient "Luis Mba" has 2 performed steps with different numbers in one study
      And the number of images of exam "brain MR" for patient "Luis Mba" in system "PACS" is 4

  Rule: An examination without an order is possible, and says so

    @MESA-201 @TC-ACQ-006 @shall @positive
    Scenario: An emergency is scanned before anybody has ordered
      Given patient "Prueba 01 Desconocido" is on record
      When the technologist performs on device "CT_ER1" the unscheduled exam "head CT without contrast" for patient "Prueba 01 Desconocido"
      Then the report of the unscheduled step for patient "Prueba 01 Desconocido" names no order
      And the images of exam "head CT without contrast" for patient "Prueba 01 Desconocido" are stored in system "PACS" and can be retrieved

    @TC-ACQ-007 @shall @positive
    Scenario: A device without step reports still makes images that find their order
      Given patient "Luis Mba" is on record
      And exam "abdominal ultrasound" for patient "Luis Mba" is scheduled on device "US_1"
      When the technologist performs exam "abdominal ultrasound" for patient "Luis Mba" on device "US_1" without step reports
      Then the images of exam "abdominal ultrasound" for patient "Luis Mba" carry the identifiers of their worklist entry
      And the images of exam "abdominal ultrasound" for patient "Luis Mba" are stored in system "PACS" and can be retrieved

  Rule: A reconstruction is a step of its own, and leaves the examination as it was

    @RAD-20 @RAD-21 @TC-ACQ-008 @shall @positive
    Scenario: A reconstruction made afterwards is reported as another step of the study
      Given exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      When the radiologist makes a reconstruction of exam "chest CT" for patient "Carlos Nve" as a step of its own
      Then system "PACS" is told that exam "chest CT" for patient "Carlos Nve" has ended
      And exam "chest CT" for patient "Carlos Nve" has 2 performed steps with different numbers in one study

    @RAD-20 @RAD-21 @TC-ACQ-009 @shall @negative
    Scenario: A reconstruction that is given up does not undo the examination
      Given exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      When the radiologist begins a reconstruction of exam "chest CT" for patient "Carlos Nve" and gives it up
      Then the ordering physician sees exam "chest CT" for patient "Carlos Nve" as "completed"
      And the number of entries for patient "Carlos Nve" in the worklist of device "CT_ER1" is 0
