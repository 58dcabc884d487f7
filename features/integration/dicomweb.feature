@DICOMweb @DICOM.PS3.18
Feature: The archive says the same in the browser as on the workstation
  The ward looks at images in a browser, the radiologist at a workstation.
  Where both are told different things, two people treat two different patients.

  Rule: A search over the web finds what the archive has, no more and no less

    @TC-WEB-001 @shall @positive
    Scenario: Study, series and images are the same for both
      Given patient "Ana Torres" is on record
      And exam "brain MR" for patient "Ana Torres" was performed on device "MR_1"
      And exam "chest CT" for patient "Luis Mba" was performed on device "CT_ER1"
      When the radiologist searches system "PACS" over the web for the identifier of patient "Ana Torres"
      Then the web search finds 1 study
      And system "PACS" says of exam "brain MR" for patient "Ana Torres" the same over the web as to a workstation

    @TC-WEB-002 @shall @positive
    Scenario: The pages of a long list are the whole list
      Given exam "brain MR" for patient "Ana Torres" was performed on device "MR_1"
      When the technologist adds a series to exam "brain MR" for patient "Ana Torres"
      And the radiologist lists the images of exam "brain MR" for patient "Ana Torres" over the web in pages of 3
      Then the pages together list the images of exam "brain MR" for patient "Ana Torres", each once

    @CHARSET @TC-WEB-003 @shall @positive
    Scenario: A name keeps its letters in the browser
      Given patient "Prueba Inés Nguema Ñengono" is on record
      And exam "chest X-ray" for patient "Prueba Inés Nguema Ñengono" was performed on device "DX_1"
      When the radiologist searches system "PACS" over the web for the identifier of patient "Prueba Inés Nguema Ñengono"
      Then the web search finds 1 study
      And the name found over the web is the one that patient "Prueba Inés Nguema Ñengono" was registered under

  Rule: What is fetched over the web is what was made

    @TC-WEB-004 @shall @positive
    Scenario: A study is fetched over the web
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the radiologist fetches exam "chest CT" for patient "Ana Torres" from system "PACS" over the web
      Then the fetched images of exam "chest CT" for patient "Ana Torres" are those that were made

    @TC-WEB-005 @shall @positive
    Scenario: Compressed images come over the web as they were sent
      Given exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the technologist performs exam "chest CT" for patient "Luis Mba" on device "CT_ER1" with lossless compression
      And the radiologist fetches exam "chest CT" for patient "Luis Mba" from system "PACS" over the web
      Then the retrieved images of exam "chest CT" for patient "Luis Mba" are still compressed as they were sent

    @TC-WEB-006 @shall @positive
    Scenario: The description of a study is that of its images
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      Then the description of exam "chest CT" for patient "Ana Torres" over the web is that of the images, word by word

    @TC-WEB-007 @should @positive
    Scenario: The frames of a film come one by one
      Given patient "Ana Torres" is on record
      And exam "abdominal ultrasound" for patient "Ana Torres" is scheduled on device "US_1"
      When the technologist performs exam "abdominal ultrasound" for patient "Ana Torres" on device "US_1" as a film
      Then the frames of exam "abdominal ultrasound" for patient "Ana Torres" come over the web one by one as they were made
      And a picture of exam "abdominal ultrasound" for patient "Ana Torres" can be seen in a browser

    @TC-WEB-008 @shall @negative
    Scenario: A study that does not exist is not delivered as an empty success over the web
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the radiologist fetches over the web a study that was never made
      Then system "PACS" says over the web that there is no such study

    @TC-WEB-012 @should @positive
    Scenario: A picture shows the contrast and has the size that were asked for
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      Then pictures of exam "chest CT" for patient "Ana Torres" show the contrast that the radiologist chooses
      And a picture of exam "chest CT" for patient "Ana Torres" fits a space of 12 by 20 points
