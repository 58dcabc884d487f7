@RAD-12 @RAD-14 @PIR
Feature: Two records of one person become one, wherever they are kept
  Half of the priors under another number are half of the truth.
  A merge that reaches one system only, or the wrong person, is found when it has done its harm.

  Rule: After a merge everything is under the surviving record and nothing under the other

    @FIELD-04 @TC-MRG-001 @shall @positive
    Scenario: Merged before the examination
      Given patient "Prueba Inés Nchama Edú" is on record
      And patient "Prueba Ines Nchama Edu" is on record
      And exam "chest CT" for patient "Prueba Ines Nchama Edu" is scheduled on device "CT_ER1"
      When the admissions desk merges the record of patient "Prueba Ines Nchama Edu" into the record of patient "Prueba Inés Nchama Edú"
      Then the number of entries for patient "Prueba Inés Nchama Edú" in the worklist of device "CT_ER1" is 1
      And the number of entries under the retired identifier of patient "Prueba Ines Nchama Edu" in the worklist of device "CT_ER1" is 0

    @TC-MRG-002 @shall @positive @needs.pacs.RAD-12
    Scenario: Merged while the patient lies in the scanner
      Given patient "Elena Silva" is on record
      And exam "brain MR" for patient "Elena Obiang" is scheduled on device "MR_1"
      When the technologist starts on device "MR_1" exam "brain MR" for patient "Elena Obiang"
      And the admissions desk merges the record of patient "Elena Obiang" into the record of patient "Elena Silva"
      And the technologist acquires 2 images of exam "brain MR" for patient "Elena Obiang"
      And the technologist completes exam "brain MR" for patient "Elena Obiang"
      Then all studies of patients "Elena Obiang" and "Elena Silva" appear under the record of patient "Elena Silva"

    @MESA-133 @MESA-104 @TC-MRG-003 @shall @positive @needs.pacs.RAD-12
    Scenario: Merged after the examination
      Given patient "Elena Silva" is on record
      And patient "Elena Obiang" is on record
      And exam "chest CT" for patient "Elena Silva" was performed on device "CT_ER1"
      And exam "chest X-ray" for patient "Elena Obiang" was performed on device "DX_1"
      When the admissions desk merges the record of patient "Elena Obiang" into the record of patient "Elena Silva"
      Then all studies of patients "Elena Obiang" and "Elena Silva" appear under the record of patient "Elena Silva"
      And the retrieved images of exam "chest X-ray" for patient "Elena Obiang" bear the name and identifier of patient "Elena Silva"

    @TC-MRG-004 @shall @positive
    Scenario: A report signed after the merge reaches the surviving record
      Given patient "Prueba Inés Nchama Edú" is on record
      And patient "Prueba Inés Edú Nchama" is on record
      And exam "chest CT" for patient "Prueba Inés Edú Nchama" was performed on device "CT_ER1"
      When the admissions desk merges the record of patient "Prueba Inés Edú Nchama" into the record of patient "Prueba Inés Nchama Edú"
      And the radiologist signs as "final" the report "Sin hallazgos." of exam "chest CT" for patient "Prueba Inés Edú Nchama"
      Then the report of exam "chest CT" for patient "Prueba Inés Edú Nchama" arrives under the record of patient "Prueba Inés Nchama Edú"

  Rule: A patient who was scanned before she was known is found under her name afterwards

    @MESA-103 @FIELD-19 @TC-PIR-001 @shall @positive @needs.pacs.RAD-12
    Scenario: A name corrected after the scan
      Given patient "Elena Obiang" is on record
      And exam "chest CT" for patient "Elena Obiang" was performed on device "CT_ER1"
      When the admissions desk corrects the name of patient "Elena Obiang" to "Elena Silva"
      Then the radiologist finds exam "chest CT" for patient "Elena Obiang" under the name "Elena Silva"
      And the retrieved images of exam "chest CT" for patient "Elena Obiang" bear the name as corrected

    @RAD-4 @MESA-105 @TC-PIR-002 @shall @positive @needs.pacs.RAD-4
    Scenario: Scanned without an order, ordered afterwards
      Given patient "Prueba 01 Desconocido" is on record
      And the unscheduled exam "head CT without contrast" for patient "Prueba 01 Desconocido" was performed on device "CT_ER1"
      When the radiology desk orders afterwards exam "head CT without contrast" for patient "Prueba 01 Desconocido"
      Then system "PACS" is told that exam "head CT without contrast" for patient "Prueba 01 Desconocido" is planned under the study that was performed
      And the number of entries for patient "Prueba 01 Desconocido" in the worklist of device "CT_ER1" is 0

    @MESA-101 @TC-PIR-003 @shall @positive @needs.pacs.RAD-12
    Scenario: Unknown at the door, registered under a first name, identified in the evening
      Given patient "Prueba 01 Desconocido" is on record
      And the unscheduled exam "head CT without contrast" for patient "Prueba 01 Desconocido" was performed on device "CT_ER1"
      And patient "Elena Obiang" is on record
      And patient "Elena Silva" is on record
      When the admissions desk merges the record of patient "Prueba 01 Desconocido" into the record of patient "Elena Obiang"
      And the admissions desk merges the record of patient "Elena Obiang" into the record of patient "Elena Silva"
      Then all studies of patients "Prueba 01 Desconocido" and "Elena Silva" appear under the record of patient "Elena Silva"

  Rule: One number from two hospitals is two persons

    @FIELD-03 @TC-PIR-004 @shall @negative @needs.pacs.RAD-12
    Scenario: A name corrected for one of two patients with the same number
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      And patient "Luis Mba" is on record under the number of patient "Ana Torres" as issued by hospital "BATA"
      And the unscheduled exam "chest X-ray" for patient "Luis Mba" was performed on device "DX_1"
      When the admissions desk corrects the name of patient "Luis Mba" to "Carlos Nve"
      Then the radiologist finds exam "chest X-ray" for patient "Luis Mba" under the name "Carlos Nve"
      And the retrieved images of exam "chest CT" for patient "Ana Torres" bear the name and identifier of patient "Ana Torres"

  Rule: A merge that cannot be right is refused, and both records stay as they are

    @FIELD-04 @TC-MRG-005 @shall @negative
    Scenario: The record to be merged away is not known
      Given patient "Ana Torres" is on record
      When the admissions desk merges the unknown record of patient "Luis Mba" into the record of patient "Ana Torres"
      Then system "RIS" refuses the message with the reason "unknown patient"

    @FIELD-03 @FIELD-04 @TC-MRG-006 @shall @negative
    Scenario: The same number from another hospital is another person
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      And patient "Luis Mba" is on record
      When the admissions desk merges into the record of patient "Luis Mba" the number of patient "Ana Torres" as issued by hospital "BATA"
      Then system "RIS" refuses the message with the reason "unknown patient"
      And the radiologist finds 1 study under the record of patient "Ana Torres"

    @FIELD-04 @TC-MRG-007 @shall @negative
    Scenario: Two records are merged in a circle
      Given patient "Elena Silva" is on record
      And patient "Elena Obiang" is on record
      And the admissions desk has merged the record of patient "Elena Obiang" into the record of patient "Elena Silva"
      When the admissions desk merges the record of patient "Elena Silva" into the record of patient "Elena Obiang"
      Then system "RIS" refuses the message with the reason "unknown patient"
