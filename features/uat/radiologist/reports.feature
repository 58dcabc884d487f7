@radiologist
Feature: What the radiologist signs is what the ward reads
  A report is worth what arrives of it: words, status and patient.
  A preliminary text that hides the final one, or a report in another record, treats the wrong disease.

  Rule: Report: preliminary, final, addendum or correction; each status reaches the medical record, in order, with its accents

    @RAD-128 @UAT-RAD-05 @TC-RAD-051 @shall @positive
    Scenario: A preliminary report and then the final one, with every accent
      Purpose: the ward acts on the first word and must see when it is replaced.
      Look at: the report of Carlos Nve in the medical record; write its text as it stands there.
      Expected: the final text, letter by letter; the preliminary one is no longer in front.
      Given exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      When the radiologist signs as "preliminary" the report "Sin hallazgos agudos." of exam "chest CT" for patient "Carlos Nve"
      Then the ordering physician sees the report of exam "chest CT" for patient "Carlos Nve" with status "preliminary"
      When the radiologist signs as "final" the report "Nódulo de 6 mm en el pulmón derecho; índice cardíaco normal." of exam "chest CT" for patient "Carlos Nve"
      Then the ordering physician sees the report of exam "chest CT" for patient "Carlos Nve" with status "final"
      And read on the screen of system "EMR" the text of the report of exam "chest CT" for patient "Carlos Nve"
      And look at the screen of system "EMR" and confirm the statement "The report of Carlos Nve is marked as final"

    @RAD-128 @UAT-RAD-05 @TC-RAD-052 @shall @positive
    Scenario: An addendum stands below the report that it completes
      Purpose: a later thought must neither hide nor replace the first.
      Look at: the report of the brain MR of Carlos Nve in the medical record.
      Expected: both texts, the addendum marked as such, with date and name.
      Given exam "brain MR" for patient "Carlos Nve" was performed on device "MR_1"
      And the radiologist has signed as "final" the report "Sin lesiones." of exam "brain MR" for patient "Carlos Nve"
      When the radiologist adds to the report of exam "brain MR" for patient "Carlos Nve" the addendum "Comparado con el estudio previo."
      Then the ordering physician reads "Sin lesiones." in the report of exam "brain MR" for patient "Carlos Nve"
      And the ordering physician reads "Comparado con el estudio previo." in the report of exam "brain MR" for patient "Carlos Nve"
      And look at the screen of system "EMR" and confirm the statement "The addendum stands with date and name below the first text"

  Rule: Critical result; a report on the wrong patient is withdrawn; a report for a merged patient

    @RAD-128 @UAT-RAD-06 @TC-RAD-061 @shall @positive
    Scenario: A critical result reaches the physician who ordered
      Purpose: a bleeding that is read and not heard of is not treated.
      Look at: the first page of the medical record of the ordering physician.
      Expected: a warning for Carlos Nve that stands out and asks to be acknowledged.
      Given exam "head CT without contrast" for patient "Carlos Nve" was performed on device "CT_ER1"
      When the radiologist signs as "final" the report of exam "head CT without contrast" for patient "Carlos Nve" with the coded result "Hemorragia intracraneal"
      Then the ordering physician sees the coded result "Hemorragia intracraneal" in the report of exam "head CT without contrast" for patient "Carlos Nve"
      And look at the screen of system "EMR" and confirm the statement "The record warns of a critical result of Carlos Nve"

    @RAD-128 @UAT-RAD-06 @TC-RAD-062 @shall @negative
    Scenario: A report on the wrong patient is withdrawn everywhere
      Purpose: a withdrawn report that stays readable will be believed.
      Look at: the chest CT of Carlos Nve in the medical record, after the withdrawal.
      Expected: no valid report; at most a note that one was withdrawn.
      Given exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      And the radiologist has signed as "final" the report "Metástasis pulmonares." of exam "chest CT" for patient "Carlos Nve"
      When the radiologist withdraws the report of exam "chest CT" for patient "Carlos Nve"
      Then the ordering physician sees no valid report of exam "chest CT" for patient "Carlos Nve"
      And look at the screen of system "EMR" and confirm the statement "The report of Carlos Nve is gone or is marked as withdrawn"

    @RAD-12 @RAD-128 @PIR @UAT-RAD-06 @TC-RAD-063 @shall @positive
    Scenario: A report signed after a merge stands in the surviving record
      Purpose: the record that was merged away is opened by nobody any more.
      Look at: the record of Prueba Inés Nchama Edú in the medical record.
      Expected: her identifier, and the report of the chest CT that was made under the other record.
      Given patient "Prueba Inés Nchama Edú" is on record
      And exam "chest CT" for patient "Prueba Inés Edú Nchama" was performed on device "CT_ER1"
      When the admissions desk merges the record of patient "Prueba Inés Edú Nchama" into the record of patient "Prueba Inés Nchama Edú"
      And the radiologist signs as "final" the report "Sin hallazgos." of exam "chest CT" for patient "Prueba Inés Edú Nchama"
      Then the report of exam "chest CT" for patient "Prueba Inés Edú Nchama" arrives under the record of patient "Prueba Inés Nchama Edú"
      And read on the screen of system "EMR" the name, identifier and birth date of patient "Prueba Inés Nchama Edú"
      And look at the screen of system "EMR" and confirm the statement "The report of the chest CT stands in this record"
