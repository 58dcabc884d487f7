@RAD-4 @RAD-13
Feature: Archive and scanner follow every change of the schedule
  The archive is told what is planned, so that images find their order when they arrive.
  An entry that stays after a cancellation, or a change that is not passed on, makes someone scan the wrong thing.

  Rule: The archive is told of each planned examination, under the identifiers of the worklist

    @TC-SCH-001 @shall @positive
    Scenario: A scheduled chest CT is announced to the archive
      Given patient "Ana Torres" is on record
      When the ordering service orders exam "chest CT" for patient "Ana Torres"
      Then system "PACS" is told that exam "chest CT" for patient "Ana Torres" is planned
      And what system "PACS" was told agrees with the worklist entry of exam "chest CT" for patient "Ana Torres"

    @FIELD-01 @TC-SCH-002 @shall @positive
    Scenario: The numbers that the RIS gives fit into every system
      Given patient "Luis Mba" is on record
      When the ordering service orders exam "brain MR" for patient "Luis Mba"
      Then the numbers on the worklist entry of exam "brain MR" for patient "Luis Mba" have at most 16 characters
      And what system "PACS" was told agrees with the worklist entry of exam "brain MR" for patient "Luis Mba"

    @FIELD-20 @MESA-213 @TC-SCH-003 @shall @positive
    Scenario: An examination in two steps has two entries and one accession number
      Given patient "Rosa Eyang" is on record
      When the ordering service orders exam "chest and abdomen CT" for patient "Rosa Eyang"
      Then the number of entries for patient "Rosa Eyang" in the worklist of device "CT_ER1" is 2
      And the entries of exam "chest and abdomen CT" for patient "Rosa Eyang" share accession number and study
      And the entries of exam "chest and abdomen CT" for patient "Rosa Eyang" are told apart by their step
      And what system "PACS" was told agrees with the worklist entry of exam "chest and abdomen CT" for patient "Rosa Eyang"

  Rule: A cancelled examination leaves the list everywhere

    @FIELD-15 @TC-SCH-004 @shall @negative
    Scenario: The ordering physician cancels
      Given patient "Pedro Abeso" is on record
      And exam "chest CT" for patient "Pedro Abeso" is scheduled on device "CT_ER1"
      When the ordering service cancels the order for exam "chest CT" for patient "Pedro Abeso"
      Then exam "chest CT" for patient "Pedro Abeso" is no longer in the worklist of device "CT_ER1"
      And system "PACS" is told that exam "chest CT" for patient "Pedro Abeso" is cancelled

    @TC-SCH-005 @shall @negative
    Scenario: The radiology desk stops a planned examination for good
      Given patient "Pedro Abeso" is on record
      And exam "brain MR" for patient "Pedro Abeso" is scheduled on device "MR_1"
      When the radiology desk stops exam "brain MR" for patient "Pedro Abeso" for good
      Then exam "brain MR" for patient "Pedro Abeso" is no longer in the worklist of device "MR_1"
      And system "PACS" is told that exam "brain MR" for patient "Pedro Abeso" is discontinued

    @MESA-101 @TC-SCH-006 @shall @negative
    Scenario: A cancelled order is ordered again and is a new examination
      Given patient "Pedro Abeso" is on record
      And exam "chest CT" for patient "Pedro Abeso" is scheduled on device "CT_ER1"
      When the ordering service cancels the order for exam "chest CT" for patient "Pedro Abeso"
      And the ordering service orders exam "chest CT" again for patient "Pedro Abeso"
      Then the number of entries for patient "Pedro Abeso" in the worklist of device "CT_ER1" is 1
      And the new entry of exam "chest CT" for patient "Pedro Abeso" has other numbers than the cancelled one

    @FIELD-15 @TC-SCH-011 @shall @negative
    Scenario: A cancellation that comes after the beginning is refused
      Given patient "Pedro Abeso" is on record
      And exam "chest CT" for patient "Pedro Abeso" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "chest CT" for patient "Pedro Abeso"
      And the ordering service cancels the order for exam "chest CT" for patient "Pedro Abeso" after it has begun
      Then system "RIS" answers that exam "chest CT" for patient "Pedro Abeso" can no longer be cancelled
      And the ordering physician sees exam "chest CT" for patient "Pedro Abeso" as "in progress"

  Rule: A changed examination keeps its identity, and a finished one never comes back

    @TC-SCH-007 @shall @positive
    Scenario: An examination moves to another day
      Given patient "Luis Mba" is on record
      And exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      When the radiology desk moves exam "brain MR" for patient "Luis Mba" to "2031-03-14 09:30"
      Then the worklist entry of exam "brain MR" for patient "Luis Mba" shows the time "2031-03-14 09:30"
      And system "PACS" is told that exam "brain MR" for patient "Luis Mba" is changed
      And what system "PACS" was told agrees with the worklist entry of exam "brain MR" for patient "Luis Mba"

    @TC-SCH-008 @shall @positive
    Scenario: An examination moves to another scanner
      Given patient "Luis Mba" is on record
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the radiology desk moves exam "chest CT" for patient "Luis Mba" to device "CT_2"
      Then the number of entries for patient "Luis Mba" in the worklist of device "CT_2" is 1
      And the number of entries for patient "Luis Mba" in the worklist of device "CT_ER1" is 0

    @FIELD-15 @TC-SCH-009 @shall @negative
    Scenario: A correction after the examination does not bring it back to the list
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      When the radiology desk corrects the reason of exam "chest CT" for patient "Carlos Nve" to "Control a los seis meses"
      Then system "PACS" is told that exam "chest CT" for patient "Carlos Nve" is changed
      And the number of entries for patient "Carlos Nve" in the worklist of device "CT_ER1" is 0

    @MESA-132 @MESA-142 @TC-SCH-010 @shall @positive
    Scenario: The radiologist wants another examination than the one ordered
      Given patient "Pedro Abeso" is on record
      And exam "chest CT" for patient "Pedro Abeso" is scheduled on device "CT_ER1"
      When the radiology desk replaces exam "chest CT" for patient "Pedro Abeso" by exam "pulmonary CT angiography"
      Then the ordering physician sees exam "chest CT" for patient "Pedro Abeso" as "cancelled"
      And system "PACS" is told that exam "chest CT" for patient "Pedro Abeso" is cancelled
      And the number of entries for patient "Pedro Abeso" in the worklist of device "CT_ER1" is 1
      And the new entry of exam "pulmonary CT angiography" for patient "Pedro Abeso" has other numbers than the one of exam "chest CT"
