@RAD-128 @HL7.7
Feature: The ordering physician reads the report that is valid now
  The ward treats by the report it sees.
  A preliminary text that hides the final one, or a withdrawn one that stays, treats the wrong disease.

  Rule: Each status reaches the medical record, in the order of signing

    @TC-RPT-001 @shall @positive
    Scenario: Preliminary, then final
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      When the radiologist signs as "preliminary" the report "Sin hallazgos agudos." of exam "chest CT" for patient "Carlos Nve"
      Then the ordering physician sees the report of exam "chest CT" for patient "Carlos Nve" with status "preliminary"
      When the radiologist signs as "final" the report "Nódulo de 6 mm en el lóbulo superior derecho." of exam "chest CT" for patient "Carlos Nve"
      Then the ordering physician sees the report of exam "chest CT" for patient "Carlos Nve" with status "final"
      And the ordering physician reads "Nódulo de 6 mm en el lóbulo superior derecho." in the report of exam "chest CT" for patient "Carlos Nve"

    @FIELD-16 @TC-RPT-002 @shall @positive
    Scenario: A correction replaces the final report and says that it is one
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      And the radiologist has signed as "final" the report "Nódulo en el lado izquierdo." of exam "chest CT" for patient "Carlos Nve"
      When the radiologist signs as "corrected" the report "Nódulo en el lado derecho." of exam "chest CT" for patient "Carlos Nve"
      Then the ordering physician sees the report of exam "chest CT" for patient "Carlos Nve" with status "corrected"
      And the ordering physician reads "Nódulo en el lado derecho." in the report of exam "chest CT" for patient "Carlos Nve"

    @TC-RPT-003 @shall @positive
    Scenario: An addendum keeps what was said before
      Given patient "Carlos Nve" is on record
      And exam "brain MR" for patient "Carlos Nve" was performed on device "MR_1"
      And the radiologist has signed as "final" the report "Sin lesiones." of exam "brain MR" for patient "Carlos Nve"
      When the radiologist adds to the report of exam "brain MR" for patient "Carlos Nve" the addendum "Comparado con el estudio previo."
      Then the ordering physician reads "Comparado con el estudio previo." in the report of exam "brain MR" for patient "Carlos Nve"
      And the ordering physician reads "Sin lesiones." in the report of exam "brain MR" for patient "Carlos Nve"

  Rule: The report belongs to its order and its study, and arrives word for word

    @FIELD-05 @TC-RPT-004 @shall @positive
    Scenario: Accents, signs and line breaks of a report survive
      Given patient "Prueba Inés Nguema Ñengono" is on record
      And exam "chest CT" for patient "Prueba Inés Nguema Ñengono" was performed on device "CT_ER1"
      When the radiologist signs as "final" a report with accents, separators and line breaks of exam "chest CT" for patient "Prueba Inés Nguema Ñengono"
      Then the ordering physician reads every character of the report of exam "chest CT" for patient "Prueba Inés Nguema Ñengono"
      And the report of exam "chest CT" for patient "Prueba Inés Nguema Ñengono" names the order and the study it belongs to

    @TC-RPT-005 @shall @positive
    Scenario: A report as a document arrives byte for byte
      Given patient "Carlos Nve" is on record
      And exam "mammography, bilateral" for patient "Carlos Nve" was performed on device "MG_1"
      When the radiologist signs as "final" a report as a PDF document of exam "mammography, bilateral" for patient "Carlos Nve"
      Then the ordering physician opens the same PDF document in the report of exam "mammography, bilateral" for patient "Carlos Nve"

    @TC-RPT-006 @shall @positive
    Scenario: A coded critical result arrives as a code
      Given patient "Carlos Nve" is on record
      And exam "head CT without contrast" for patient "Carlos Nve" was performed on device "CT_ER1"
      When the radiologist signs as "final" the report of exam "head CT without contrast" for patient "Carlos Nve" with the coded result "Hemorragia intracraneal"
      Then the ordering physician sees the coded result "Hemorragia intracraneal" in the report of exam "head CT without contrast" for patient "Carlos Nve"

  Rule: What is no longer valid is no longer shown

    @FIELD-16 @TC-RPT-007 @shall @negative
    Scenario: A preliminary report that arrives late does not replace the final one
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      And the radiologist has signed as "final" the report "Neumonía del lóbulo medio." of exam "chest CT" for patient "Carlos Nve"
      When a preliminary report "Sin hallazgos." of exam "chest CT" for patient "Carlos Nve" arrives late at the medical record
      Then the ordering physician sees the report of exam "chest CT" for patient "Carlos Nve" with status "final"
      And the ordering physician reads "Neumonía del lóbulo medio." in the report of exam "chest CT" for patient "Carlos Nve"

    @TC-RPT-008 @shall @negative
    Scenario: A report on the wrong patient is withdrawn
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      And the radiologist has signed as "final" the report "Metástasis pulmonares." of exam "chest CT" for patient "Carlos Nve"
      When the radiologist withdraws the report of exam "chest CT" for patient "Carlos Nve"
      Then the ordering physician sees no valid report of exam "chest CT" for patient "Carlos Nve"

    @TC-RPT-009 @shall @negative
    Scenario: A cancelled examination cannot get a final report
      Given patient "Pedro Abeso" is on record
      And exam "chest CT" for patient "Pedro Abeso" is scheduled on device "CT_ER1"
      When the ordering service cancels the order for exam "chest CT" for patient "Pedro Abeso"
      And the radiologist tries to sign as "final" the report "Normal." of exam "chest CT" for patient "Pedro Abeso"
      Then the ordering physician sees no valid report of exam "chest CT" for patient "Pedro Abeso"
