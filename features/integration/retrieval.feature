@RAD-14 @RAD-16
Feature: The radiologist finds every study of the patient, and only hers
  Priors decide what a finding means.
  A study that is not found is a study that was never done; one too many belongs to somebody else.

  Rule: A search answers with all that matches and nothing that does not

    @TC-QRY-001 @shall @positive
    Scenario: All studies of a patient are found by her identifier
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      And exam "brain MR" for patient "Ana Torres" was performed on device "MR_1"
      When the radiologist searches system "PACS" for the identifier of patient "Ana Torres"
      Then the search finds 2 studies
      And the search finds exam "chest CT" for patient "Ana Torres"
      And the search finds exam "brain MR" for patient "Ana Torres"

    @FIELD-03 @TC-QRY-002 @shall @negative
    Scenario: An identifier without its zeros at the front finds nothing
      Given patient "Marta Okenve" is on record
      And exam "chest X-ray" for patient "Marta Okenve" was performed on device "DX_1"
      When the radiologist searches system "PACS" for the identifier of patient "Marta Okenve" without its zeros
      Then the search finds 0 studies

    @TC-QRY-003 @shall @positive
    Scenario: The accession number on the request finds one study
      Given patient "Luis Mba" is on record
      And exam "chest CT" for patient "Luis Mba" was performed on device "CT_ER1"
      And exam "head CT without contrast" for patient "Luis Mba" was performed on device "CT_ER1"
      When the radiologist searches system "PACS" for the accession number of exam "chest CT" for patient "Luis Mba"
      Then the search finds 1 study
      And the search finds exam "chest CT" for patient "Luis Mba"

    @MESA-401 @TC-QRY-004 @should @positive
    Scenario: Studies of one patient are told apart by the kind of images in them
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      And exam "brain MR" for patient "Ana Torres" was performed on device "MR_1"
      When the radiologist searches system "PACS" for studies of patient "Ana Torres" with images of kind "MR"
      Then the search finds 1 study
      And the search finds exam "brain MR" for patient "Ana Torres"

    @MESA-406 @TC-QRY-005 @shall @positive
    Scenario: The beginning of a name and a day find the study
      Given patient "Luis Mba" is on record
      And exam "chest X-ray" for patient "Luis Mba" was performed on device "DX_1"
      When the radiologist searches system "PACS" for today's studies of names like patient "Luis Mba"
      Then the search finds exam "chest X-ray" for patient "Luis Mba"

    @MESA-402 @MESA-404 @TC-QRY-006 @shall @positive
    Scenario: Series and images can be looked up one by one
      Given patient "Ana Torres" is on record
      And exam "brain MR" for patient "Ana Torres" was performed on device "MR_1"
      When the technologist adds a series to exam "brain MR" for patient "Ana Torres"
      Then the number of series of exam "brain MR" for patient "Ana Torres" in system "PACS" is 2
      And the number of images of exam "brain MR" for patient "Ana Torres" in system "PACS" is 4

  Rule: A retrieval delivers all that was asked for, or says what is missing

    @MESA-405 @TC-RET-001 @shall @positive
    Scenario: A study is fetched over the connection of the workstation itself
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the radiologist fetches exam "chest CT" for patient "Ana Torres" from system "PACS" over her own connection
      Then the fetched images of exam "chest CT" for patient "Ana Torres" are those that were made

    @MESA-412 @MESA-414 @TC-RET-002 @shall @positive
    Scenario: Key images marked by the radiologist come back with the study
      Given patient "Luis Mba" is on record
      And exam "chest CT" for patient "Luis Mba" was performed on device "CT_ER1"
      When the radiologist marks key images in exam "chest CT" for patient "Luis Mba"
      Then the images of exam "chest CT" for patient "Luis Mba" are stored in system "PACS" and can be retrieved
      And the key images of exam "chest CT" for patient "Luis Mba" point to images of the same study

    @TC-RET-003 @shall @negative
    Scenario: A study is asked for on behalf of a workstation that nobody knows
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the radiologist sends exam "chest CT" for patient "Ana Torres" from system "PACS" to the unknown station "NOWHERE"
      Then system "PACS" refuses the retrieval with the reason "destination unknown"

    @TC-RET-004 @shall @negative
    Scenario: A study that does not exist is not delivered as an empty success
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the radiologist fetches from system "PACS" a study that was never made
      Then nothing is delivered, and system "PACS" does not claim to have sent anything
