@RAD-10 @DICOM.PS3.4.J
Feature: The scanner deletes an image only after the archive has answered for it
  Local disks are small, and images are deleted as soon as the archive has taken responsibility.
  A confirmation that says more than the truth destroys an examination.

  Rule: The archive answers for every image it was asked about

    @TC-COM-001 @shall @positive
    Scenario: A complete study is confirmed
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When device "CT_ER1" asks system "PACS" to answer for the images of exam "chest CT" for patient "Ana Torres"
      Then system "PACS" confirms the storage commitment of exam "chest CT" for patient "Ana Torres"
      And the images of exam "chest CT" for patient "Ana Torres" are stored in system "PACS" and can be retrieved

    @FIELD-12 @MESA-251 @TC-COM-002 @shall @positive
    Scenario: The answer comes later, on a connection that the archive opens
      Given patient "Luis Mba" is on record
      And exam "brain MR" for patient "Luis Mba" was performed on device "MR_1"
      When device "MR_1" asks system "PACS" to answer for the images of exam "brain MR" for patient "Luis Mba" and hangs up
      Then system "PACS" confirms the storage commitment of exam "brain MR" for patient "Luis Mba"
      And the confirmation for exam "brain MR" for patient "Luis Mba" came on a connection opened by system "PACS"

  Rule: What the archive does not have is named, image by image

    @TC-COM-003 @shall @negative
    Scenario: One image of three never arrived
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When device "CT_ER1" asks system "PACS" to answer also for an image of exam "chest CT" for patient "Ana Torres" that it never sent
      Then system "PACS" answers for 2 images of exam "chest CT" for patient "Ana Torres" and names 1 as missing

    @FIELD-09 @TC-COM-004 @shall @negative
    Scenario: Nothing of the study has arrived
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the technologist makes 2 images of exam "chest CT" for patient "Ana Torres" and does not send them
      And device "CT_ER1" asks system "PACS" to answer for the images of exam "chest CT" for patient "Ana Torres"
      Then system "PACS" answers for 0 images of exam "chest CT" for patient "Ana Torres" and names 2 as missing

    @TC-COM-005 @shall @negative
    Scenario: The archive is asked again later and still tells the truth
      Given exam "chest X-ray" for patient "Luis Mba" is scheduled on device "DX_1"
      When the technologist makes 1 image of exam "chest X-ray" for patient "Luis Mba" and does not send it
      And device "DX_1" asks system "PACS" to answer for the images of exam "chest X-ray" for patient "Luis Mba"
      Then system "PACS" answers for 0 images of exam "chest X-ray" for patient "Luis Mba" and names 1 as missing
      When device "DX_1" sends the images of exam "chest X-ray" for patient "Luis Mba" again
      And device "DX_1" asks system "PACS" to answer for the images of exam "chest X-ray" for patient "Luis Mba"
      Then system "PACS" confirms the storage commitment of exam "chest X-ray" for patient "Luis Mba"
