@RAD-5 @DICOM.PS3.4.K
Feature: The scanner works from the list the RIS gives it
  Technologists pick the patient from the worklist instead of typing.
  A wrong or missing entry files images under the wrong patient.

  Rule: An ordered examination reaches the scanner with the order's own identifiers

    @MESA-131 @MESA-211 @TC-MWL-001 @shall @positive
    Scenario: A chest CT ordered in the EMR appears on the scanner's worklist
      Given patient "Ana Torres" is on record
      When the ordering service orders exam "chest CT" for patient "Ana Torres"
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1
      And the worklist entry of exam "chest CT" for patient "Ana Torres" carries the identifiers of the order
      And the worklist entry of exam "chest CT" for patient "Ana Torres" shows the patient as registered

    @TC-MWL-002 @shall @positive
    Scenario: The side to be examined stands on the entry
      Given patient "Luis Mba" is on record
      When the ordering service orders exam "knee MR, right" for patient "Luis Mba"
      Then the worklist entry of exam "knee MR, right" for patient "Luis Mba" names exam and protocol as in the catalogue

  Rule: A device sees its own work and nothing else

    @MESA-100 @TC-MWL-003 @shall @negative
    Scenario: A CT and an MR are ordered, and each device shows one of them
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the ordering service orders exam "brain MR" for patient "Ana Torres"
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1
      And the number of entries for patient "Ana Torres" in the worklist of device "MR_1" is 1
      And the number of entries for patient "Ana Torres" in the worklist of device "DX_1" is 0

    @FIELD-07 @TC-MWL-004 @shall @negative
    Scenario: A device name in small letters is another device
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When device "CT_ER1" asks the worklist for device "ct_er1"
      Then the answer does not hold exam "chest CT" for patient "Ana Torres"

    @TC-MWL-005 @shall @positive
    Scenario: A list by day holds the examinations of that day only
      Given exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1" at "2031-03-14 09:30"
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1" at "2031-03-15 09:30"
      When device "CT_ER1" asks the worklist for day "2031-03-14"
      Then the answer holds exam "chest CT" for patient "Ana Torres"
      And the answer does not hold exam "chest CT" for patient "Luis Mba"

    @TC-MWL-006 @shall @positive
    Scenario: A night shift is one interval from one evening to the next morning
      Given exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1" at "2031-03-14 23:30"
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1" at "2031-03-15 12:00"
      When device "CT_ER1" asks the worklist from "2031-03-14 20:00" to "2031-03-15 08:00"
      Then the answer holds exam "chest CT" for patient "Ana Torres"
      And the answer does not hold exam "chest CT" for patient "Luis Mba"

  Rule: A search finds the patient it names, and no other

    @TC-MWL-007 @shall @positive
    Scenario: The first letters of the surname find the patient
      Given patient "Marta Okenve" is on record
      And exam "brain MR" for patient "Marta Okenve" is scheduled on device "MR_1"
      And exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      When device "MR_1" asks the worklist for names that begin with "Oken"
      Then the answer holds exam "brain MR" for patient "Marta Okenve"
      And the answer does not hold exam "brain MR" for patient "Luis Mba"

    @FIELD-03 @TC-MWL-008 @shall @negative
    Scenario: An identifier without its zeros at the front finds nobody
      Given patient "Marta Okenve" is on record
      And exam "brain MR" for patient "Marta Okenve" is scheduled on device "MR_1"
      When device "MR_1" asks the worklist for the identifier of patient "Marta Okenve" without its zeros
      Then the answer does not hold exam "brain MR" for patient "Marta Okenve"

    @TC-MWL-009 @should @positive
    Scenario: The accession number on the request form finds one examination
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      And exam "head CT without contrast" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When device "CT_ER1" asks the worklist for the accession number of exam "chest CT" for patient "Ana Torres"
      Then the answer holds exam "chest CT" for patient "Ana Torres"
      And the answer does not hold exam "head CT without contrast" for patient "Ana Torres"

    @MESA-271 @TC-MWL-010 @shall @positive
    Scenario: A name corrected between two looks at the list is shown corrected
      Given patient "Elena Obiang" is on record
      And exam "chest CT" for patient "Elena Obiang" is scheduled on device "CT_ER1"
      When the admissions desk corrects the name of patient "Elena Obiang" to "Elena Silva"
      Then the worklist entry of exam "chest CT" for patient "Elena Obiang" shows the patient as registered
