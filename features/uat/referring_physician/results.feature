@referring-physician
Feature: The ordering physician knows what became of her order
  She treats by what the medical record shows her.
  A result that she cannot find, or that belongs to somebody else, is worse than none.

  Rule: Order entered, accession number returned, status visible

    @RAD-2 @RAD-3 @UAT-REF-01 @TC-REF-011 @shall @positive
    Scenario: An order is entered, and its number and status come back
      Purpose: with the accession number everybody speaks of the same examination.
      Look at: the order of Ana Torres in the medical record; write its accession number.
      Expected: the number that stands on the list of the device, and the status planned.
      Given patient "Ana Torres" is on record
      When the ordering service orders exam "chest CT" for patient "Ana Torres"
      Then the ordering physician sees exam "chest CT" for patient "Ana Torres" as "scheduled"
      And the ordering physician sees the accession number that stands on the worklist for exam "chest CT" for patient "Ana Torres"
      And read on the screen of system "EMR" the accession number of exam "chest CT" for patient "Ana Torres"
      And look at the screen of system "EMR" and confirm the statement "The order of Ana Torres is shown as planned"

  Rule: The image link opens the right study and leaks no login

    @RAD-8 @RAD-128 @UAT-REF-02 @TC-REF-021 @shall @positive
    Scenario: The link in the report opens the right images and gives nothing away
      Purpose: a link is copied, sent and printed; it must open one study and carry no password.
      Look at: the name in the viewer that the link opens, and the address line above it.
      Expected: the study of Ana Torres; an address with neither user name nor password.
      Done by a person: following the link: this version does not drive the viewer of the medical record.
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      And the radiologist has signed as "final" the report "Sin hallazgos." of exam "chest CT" for patient "Ana Torres"
      When you carry out at system "EMR" the action "Open the images of Ana Torres with the link in her report"
      Then read on the screen of system "EMR" the name, identifier and birth date of patient "Ana Torres"
      And look at the screen of system "EMR", confirm the statement "The address line is free of user names and passwords" and attach the evidence "A picture of the address line"

  Rule: The report is visible with its status; a corrected one is flagged

    @RAD-128 @UAT-REF-03 @TC-REF-031 @shall @positive
    Scenario: A corrected report says that it is one
      Purpose: who has read the first text must see that it is no longer valid.
      Look at: the report of Carlos Nve in the medical record, its status before its words.
      Expected: the new text in front, flagged as corrected.
      Given exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      And the radiologist has signed as "final" the report "Nódulo en el lado izquierdo." of exam "chest CT" for patient "Carlos Nve"
      When the radiologist signs as "corrected" the report "Nódulo en el lado derecho." of exam "chest CT" for patient "Carlos Nve"
      Then the ordering physician sees the report of exam "chest CT" for patient "Carlos Nve" with status "corrected"
      And read on the screen of system "EMR" the text of the report of exam "chest CT" for patient "Carlos Nve"
      And look at the screen of system "EMR" and confirm the statement "The report of Carlos Nve is flagged as corrected"

  Rule: Result for a patient merged, transferred or discharged meanwhile

    @RAD-12 @RAD-128 @UAT-REF-04 @TC-REF-041 @shall @positive
    Scenario: The result of a patient who was transferred and discharged is found
      Purpose: reports come after the patient has left; they must not stay in the old ward.
      Look at: the record of Ana Torres, found by her name and not by the ward.
      Expected: the final report of the chest CT, shown to the physician who ordered it.
      Given patient "Ana Torres" is on record in ward "CIRUGIA"
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the admissions desk transfers patient "Ana Torres" to ward "UCI"
      And the admissions desk discharges patient "Ana Torres"
      And the radiologist signs as "final" the report "Sin hallazgos." of exam "chest CT" for patient "Ana Torres"
      Then the ordering physician sees the report of exam "chest CT" for patient "Ana Torres" with status "final"
      And look at the screen of system "EMR" and confirm the statement "The report of the chest CT is found in the record of the discharged Ana Torres"

    @RAD-12 @RAD-128 @PIR @UAT-REF-04 @TC-REF-042 @shall @positive
    Scenario: The result of a patient whose records were merged is found
      Purpose: half of the results under another number are half of the truth.
      Look at: the record of Elena Silva, which is the one that remains.
      Expected: the report that was signed for Elena Obiang stands in it.
      Given patient "Elena Silva" is on record
      And exam "chest X-ray" for patient "Elena Obiang" was performed on device "DX_1"
      When the radiologist signs as "final" the report "Sin hallazgos." of exam "chest X-ray" for patient "Elena Obiang"
      And the admissions desk merges the record of patient "Elena Obiang" into the record of patient "Elena Silva"
      Then all studies of patients "Elena Obiang" and "Elena Silva" appear under the record of patient "Elena Silva"
      And read on the screen of system "EMR" the name, identifier and birth date of patient "Elena Silva"
      And look at the screen of system "EMR" and confirm the statement "The report of the chest X-ray stands in the record of Elena Silva"

  Rule: Access is limited to the own hospital; emergency access is audited

    @RAD-8 @UAT-REF-05 @TC-REF-051 @shall @negative
    Scenario: Another hospital sees nothing, and an emergency leaves a trace
      Purpose: images are confidential, and a life must not wait for a permission.
      Look at: the search in the viewer with the account of another hospital, then the audit list.
      Expected: an empty answer; with emergency access the study, and an entry with name, hour and reason.
      Done by a person: both logins: this version has no account in your systems and reads no audit list.
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When you carry out at system "PACS" the action "Log in with an account of another hospital and search for Ana Torres"
      Then look at the screen of system "PACS" and confirm the statement "The search answers with an empty list"
      When you carry out at system "PACS" the action "Open the study of Ana Torres with emergency access and give a reason"
      Then look at the screen of system "PACS", confirm the statement "The audit list shows your name, the patient, the hour and the reason" and attach the evidence "The entry of the audit list"
