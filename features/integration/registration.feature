@RAD-1 @RAD-12
Feature: Radiology knows the patients that the admissions desk knows
  Name, identifier and ward are typed once, at the admissions desk.
  A registration that gets lost or is changed on the way puts the wrong name on an examination, or none.

  Rule: Whoever is registered can be examined, under the very data that the desk wrote

    @TC-ADT-001 @shall @positive
    Scenario: An admitted patient waits for the scanner with name, birth date, sex and ward
      When the admissions desk admits patient "Ana Torres" to ward "CIRUGIA"
      And the ordering service orders exam "chest CT" for patient "Ana Torres"
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1
      And the worklist entry of exam "chest CT" for patient "Ana Torres" shows the patient as registered
      And the worklist entry of exam "chest CT" for patient "Ana Torres" shows ward "CIRUGIA"

    @TC-ADT-002 @shall @positive
    Scenario: Zeros at the front of an identifier arrive at the scanner
      When the admissions desk registers patient "Marta Okenve" as an outpatient
      And the ordering service orders exam "brain MR" for patient "Marta Okenve"
      Then the number of entries for patient "Marta Okenve" in the worklist of device "MR_1" is 1
      And the worklist entry of exam "brain MR" for patient "Marta Okenve" shows the patient as registered

    @TC-ADT-003 @shall @positive
    Scenario: A patient announced for a later stay can be given an examination
      When the admissions desk announces patient "Luis Mba" for a later stay
      And the ordering service orders exam "chest X-ray" for patient "Luis Mba"
      Then the number of entries for patient "Luis Mba" in the worklist of device "DX_1" is 1

    @TC-ADT-004 @shall @negative
    Scenario: A registration without an identifier is refused
      When the admissions desk sends the registration of patient "Luis Mba" without an identifier
      Then system "RIS" refuses the message with the reason "missing patient identifier"
      And the number of entries for patient "Luis Mba" in the worklist of device "DX_1" is 0

  Rule: What changes at the admissions desk changes in radiology

    @TC-ADT-005 @shall @positive
    Scenario: A transfer reaches the list, and so does its cancellation
      Given patient "Ana Torres" is on record in ward "CIRUGIA"
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the admissions desk transfers patient "Ana Torres" to ward "UCI"
      Then the worklist entry of exam "chest CT" for patient "Ana Torres" shows ward "UCI"
      When the admissions desk cancels the transfer of patient "Ana Torres" to ward "UCI"
      Then the worklist entry of exam "chest CT" for patient "Ana Torres" shows ward "CIRUGIA"

    @TC-ADT-006 @shall @positive
    Scenario: An outpatient who has to stay is found in the new ward
      Given patient "Luis Mba" is on record
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the admissions desk turns the visit of patient "Luis Mba" into a stay in ward "MEDICINA"
      Then system "RIS" accepts the message
      And the worklist entry of exam "chest CT" for patient "Luis Mba" shows ward "MEDICINA"

    @TC-ADT-007 @shall @positive
    Scenario: A stay that becomes an outpatient visit keeps its examination
      Given patient "Luis Mba" is on record in ward "MEDICINA"
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the admissions desk turns the stay of patient "Luis Mba" into an outpatient visit
      Then system "RIS" accepts the message
      And the number of entries for patient "Luis Mba" in the worklist of device "CT_ER1" is 1

    @TC-ADT-008 @shall @positive
    Scenario: A discharge, and its cancellation, leave the examination on the list
      Given patient "Luis Mba" is on record in ward "MEDICINA"
      And exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      When the admissions desk discharges patient "Luis Mba"
      Then the number of entries for patient "Luis Mba" in the worklist of device "MR_1" is 1
      When the admissions desk cancels the discharge of patient "Luis Mba"
      Then system "RIS" accepts the message
      And the number of entries for patient "Luis Mba" in the worklist of device "MR_1" is 1

    @TC-ADT-009 @shall @positive
    Scenario: A corrected record changes the list that is already open
      Given patient "Bernardo Ela" is on record
      And exam "chest X-ray" for patient "Bernardo Ela" is scheduled on device "DX_1"
      When the admissions desk writes birth date "1968-02-29" into the record of patient "Bernardo Ela"
      Then the worklist entry of exam "chest X-ray" for patient "Bernardo Ela" shows the patient as registered

  Rule: What the admissions desk takes back leaves no false trace

    @TC-ADT-010 @shall @negative
    Scenario: A cancelled admission is accepted, and the ward no longer stands on the entry
      Given patient "Pedro Abeso" is on record in ward "CIRUGIA"
      And exam "chest CT" for patient "Pedro Abeso" is scheduled on device "CT_ER1"
      When the admissions desk cancels the admission of patient "Pedro Abeso"
      Then system "RIS" accepts the message
      And the worklist entry of exam "chest CT" for patient "Pedro Abeso" shows no ward

    @TC-ADT-011 @shall @negative
    Scenario: A cancelled announcement of a stay is accepted and never becomes a visit
      Given patient "Pedro Abeso" is announced for a later stay in ward "MEDICINA"
      When the admissions desk cancels the announced stay of patient "Pedro Abeso"
      Then system "RIS" accepts the message
      When the ordering service orders exam "brain MR" for patient "Pedro Abeso"
      Then the worklist entry of exam "brain MR" for patient "Pedro Abeso" shows no ward
