@RAD-66 @IOCM
Feature: Images that must not be used disappear for everybody
  A blurred image is only a nuisance; an image of somebody else is a danger.
  What was rejected and is still shown will be read one day.

  Rule: A rejected image is no longer found or delivered

    @TC-REJ-001 @shall @positive
    Scenario: One image of two is rejected for its quality
      Given patient "Ana Torres" is on record
      And exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      When the technologist rejects 1 image of exam "chest X-ray" for patient "Ana Torres" with the reason "quality"
      Then the number of images of exam "chest X-ray" for patient "Ana Torres" in system "PACS" is 1
      And rejected images of exam "chest X-ray" for patient "Ana Torres" are not delivered

    @TC-REJ-002 @shall @positive
    Scenario: A whole study is rejected for the safety of the patient
      Given patient "Luis Mba" is on record
      And exam "chest CT" for patient "Luis Mba" was performed on device "CT_ER1"
      When the technologist rejects all images of exam "chest CT" for patient "Luis Mba" with the reason "patient safety"
      Then the number of images of exam "chest CT" for patient "Luis Mba" in system "PACS" is 0
      And rejected images of exam "chest CT" for patient "Luis Mba" are not delivered

    @MESA-109 @TC-REJ-003 @shall @positive
    Scenario: Images made under the wrong entry are moved to the right patient
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the technologist rejects all images of exam "chest CT" for patient "Ana Torres" with the reason "wrong worklist entry"
      And the technologist performs exam "chest CT" for patient "Luis Mba" on device "CT_ER1"
      Then the number of images of exam "chest CT" for patient "Ana Torres" in system "PACS" is 0
      And the number of images of exam "chest CT" for patient "Luis Mba" in system "PACS" is 2

  Rule: A rejection happens once, and what is rejected does not come back

    @TC-REJ-004 @should @negative
    Scenario: The same rejection is sent a second time
      Given exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      When the technologist rejects 1 image of exam "chest X-ray" for patient "Ana Torres" with the reason "quality"
      And the same rejection for exam "chest X-ray" for patient "Ana Torres" is sent a second time
      Then system "PACS" refuses the image
      And the number of images of exam "chest X-ray" for patient "Ana Torres" in system "PACS" is 1

    @TC-REJ-005 @should @negative
    Scenario: A rejected image is sent again by a scanner that does not know
      Given patient "Luis Mba" is on record
      And exam "chest X-ray" for patient "Luis Mba" was performed on device "DX_1"
      When the technologist rejects all images of exam "chest X-ray" for patient "Luis Mba" with the reason "patient safety"
      And device "DX_1" sends the images of exam "chest X-ray" for patient "Luis Mba" again
      Then the number of images of exam "chest X-ray" for patient "Luis Mba" in system "PACS" is 0
