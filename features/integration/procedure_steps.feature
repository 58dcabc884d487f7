@RAD-6 @RAD-7 @DICOM.PS3.4.F
Feature: Every system knows whether an examination has begun, ended or been given up
  The list, the reading room and the ward act on what the scanner reports.
  A lost report leaves the patient on the list, and her study unread.

  Rule: What the scanner reports reaches RIS, archive and ward

    @FIELD-08 @TC-PPS-001 @shall @positive
    Scenario: A started examination is no longer offered to the next technologist
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "chest CT" for patient "Ana Torres"
      Then exam "chest CT" for patient "Ana Torres" is no longer in the worklist of device "CT_ER1"
      And system "PACS" is told that exam "chest CT" for patient "Ana Torres" has begun

    @FIELD-18 @MESA-110 @TC-PPS-002 @shall @positive
    Scenario: The end of an examination reaches the archive with the complete list of images
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the technologist performs exam "chest CT" for patient "Ana Torres" on device "CT_ER1"
      Then system "PACS" is told that exam "chest CT" for patient "Ana Torres" has ended
      And the report of the step for exam "chest CT" for patient "Ana Torres" lists every image that was made

  Rule: An examination that is given up says why

    @MESA-241 @TC-PPS-003 @shall @negative
    Scenario: The patient leaves before the scan
      Given patient "Pedro Abeso" is on record
      And exam "brain MR" for patient "Pedro Abeso" is scheduled on device "MR_1"
      When the technologist starts on device "MR_1" exam "brain MR" for patient "Pedro Abeso"
      And the technologist gives up exam "brain MR" for patient "Pedro Abeso" without a reason
      Then the ordering physician sees exam "brain MR" for patient "Pedro Abeso" as "discontinued"
      And the number of entries for patient "Pedro Abeso" in the worklist of device "MR_1" is 0

    @MESA-242 @TC-PPS-004 @shall @negative
    Scenario: The patient is allergic to the contrast medium
      Given patient "Pedro Abeso" is on record
      And exam "abdominal CT with contrast" for patient "Pedro Abeso" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "abdominal CT with contrast" for patient "Pedro Abeso"
      And the technologist gives up exam "abdominal CT with contrast" for patient "Pedro Abeso" with the reason "allergic to contrast medium"
      Then system "PACS" is told that exam "abdominal CT with contrast" for patient "Pedro Abeso" was given up with the reason "allergic to contrast medium"
      And the ordering physician sees exam "abdominal CT with contrast" for patient "Pedro Abeso" as "discontinued"

    @MESA-109 @TC-PPS-005 @shall @negative @needs.pacs.RAD-7
    Scenario: The technologist picked the wrong entry of the list
      Given exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the technologist images patient "Luis Mba" under the worklist entry of exam "chest CT" for patient "Ana Torres"
      And the technologist gives up exam "chest CT" for patient "Ana Torres" with the reason "wrong worklist entry"
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1
      And the number of images of exam "chest CT" for patient "Ana Torres" in system "PACS" is 0

  Rule: A report that breaks the order of events is refused, and nothing changes

    @TC-PPS-006 @shall @negative
    Scenario: A finished examination is changed afterwards
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      When device "CT_ER1" reports the finished step of exam "chest CT" for patient "Carlos Nve" as given up
      Then system "RIS" refuses the report with the reason "the step may no longer be changed"
      And the ordering physician sees exam "chest CT" for patient "Carlos Nve" as "completed"

    @TC-PPS-007 @shall @negative
    Scenario: An examination is reported finished that never began
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" is scheduled on device "CT_ER1"
      When device "CT_ER1" reports the end of exam "chest CT" for patient "Carlos Nve" that it never began
      Then system "RIS" refuses the report with the reason "unknown step"
      And the number of entries for patient "Carlos Nve" in the worklist of device "CT_ER1" is 1

    @TC-PPS-008 @shall @negative
    Scenario: The same beginning is reported twice
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "chest CT" for patient "Carlos Nve"
      And device "CT_ER1" reports the beginning of exam "chest CT" for patient "Carlos Nve" again
      Then system "RIS" refuses the report with the reason "the step exists already"

    @TC-PPS-009 @shall @negative
    Scenario: An examination is reported as begun and ended in one
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" is scheduled on device "CT_ER1"
      When device "CT_ER1" reports the beginning of exam "chest CT" for patient "Carlos Nve" as already ended
      Then system "RIS" refuses the report with the reason "a step begins in progress"
      And the number of entries for patient "Carlos Nve" in the worklist of device "CT_ER1" is 1

    @FIELD-08 @TC-PPS-010 @shall @negative
    Scenario: The end is reported without the protocol that was used
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "chest CT" for patient "Carlos Nve"
      And device "CT_ER1" reports the end of exam "chest CT" for patient "Carlos Nve" without a protocol name
      Then system "RIS" refuses the report with the reason "something required is missing"
