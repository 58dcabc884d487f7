@RAD-8
Feature: An image that the archive has accepted is there, complete and unchanged
  The scanner deletes what the archive has accepted.
  An image that was accepted and not kept, or kept and changed, is lost to the patient.

  Rule: What is accepted can be retrieved, bit by bit

    @FIELD-17 @TC-STO-001 @shall @positive
    Scenario Outline: Images of a <exam> come back as they were made
      Given patient "Ana Torres" is on record
      And exam "<exam>" for patient "Ana Torres" is scheduled on device "<device>"
      When the technologist performs exam "<exam>" for patient "Ana Torres" on device "<device>"
      Then the images of exam "<exam>" for patient "Ana Torres" are stored in system "PACS" and can be retrieved
      And the retrieved images of exam "<exam>" for patient "Ana Torres" are those that were made, pixel by pixel and word by word

      Examples:
        | exam                   | device |
        | chest CT               | CT_ER1 |
        | knee MR, right         | MR_1   |
        | hand X-ray, left       | DX_1   |
        | bedside chest X-ray    | CR_1   |
        | abdominal ultrasound   | US_1   |
        | mammography, bilateral | MG_1   |

    @TC-STO-002 @shall @positive
    Scenario: The dose report arrives with the examination
      Given exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "chest CT" for patient "Luis Mba"
      And the technologist acquires 2 images of exam "chest CT" for patient "Luis Mba"
      And device "CT_ER1" sends the dose report of exam "chest CT" for patient "Luis Mba"
      And the technologist completes exam "chest CT" for patient "Luis Mba"
      Then the dose report of exam "chest CT" for patient "Luis Mba" is in system "PACS" beside the images

    @RAD-18 @TC-STO-003 @shall @positive
    Scenario: A reconstruction made later joins the same study as a series of its own
      Given patient "Luis Mba" is on record
      And exam "chest CT" for patient "Luis Mba" was performed on device "CT_ER1"
      When the radiologist stores a secondary capture with exam "chest CT" for patient "Luis Mba"
      Then the number of series of exam "chest CT" for patient "Luis Mba" in system "PACS" is 2
      And the images of exam "chest CT" for patient "Luis Mba" are stored in system "PACS" and can be retrieved

    @FIELD-14 @TC-STO-004 @shall @positive
    Scenario: Compressed images stay compressed as they were sent
      Given patient "Ana Torres" is on record
      And exam "chest X-ray" for patient "Ana Torres" is scheduled on device "DX_1"
      When the technologist performs exam "chest X-ray" for patient "Ana Torres" on device "DX_1" with lossless compression
      Then the images of exam "chest X-ray" for patient "Ana Torres" are stored in system "PACS" and can be retrieved
      And the retrieved images of exam "chest X-ray" for patient "Ana Torres" are still compressed as they were sent

    @FIELD-13 @TC-STO-005 @shall @positive
    Scenario: A study with the longest number that the standard allows is stored
      Given patient "Luis Mba" is on record
      When the technologist performs on device "CT_ER1" the unscheduled exam "chest CT" for patient "Luis Mba" with a study number of 64 characters
      Then the images of exam "chest CT" for patient "Luis Mba" are stored in system "PACS" and can be retrieved

  Rule: What is not kept is refused in clear terms

    @FIELD-09 @TC-STO-006 @shall @negative
    Scenario: An image that is not what it says it is
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When device "CT_ER1" sends an image of exam "chest CT" for patient "Ana Torres" that has lost its own number
      Then system "PACS" refuses the image
      And the number of images of exam "chest CT" for patient "Ana Torres" in system "PACS" is 0

    @FIELD-07 @TC-STO-007 @shall @negative
    Scenario: A device calls the archive by a wrong name
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When device "CT_ER1" calls system "PACS" under the name "PACS_OLD"
      Then system "PACS" refuses the connection with the reason "called name not recognized"

    @FIELD-09 @TC-STO-010 @shall @negative
    Scenario: What the archive had no room for is sent again when there is room
      Given patient "Luis Mba" is on record
      And exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      When the technologist performs exam "brain MR" for patient "Luis Mba" on device "MR_1" while system "PACS" has no room for images
      And system "PACS" has room for images again
      Then device "MR_1" sends again the images that system "PACS" had no room for
      And the number of images of exam "brain MR" for patient "Luis Mba" in system "PACS" is 2

    @RAD-18 @TC-STO-009 @shall @negative
    Scenario: A reconstruction sent twice is one series
      Given exam "chest CT" for patient "Luis Mba" was performed on device "CT_ER1"
      When the radiologist stores a secondary capture with exam "chest CT" for patient "Luis Mba"
      And device "CT_ER1" sends the images of exam "chest CT" for patient "Luis Mba" again
      Then the number of series of exam "chest CT" for patient "Luis Mba" in system "PACS" is 2
      And the number of images of exam "chest CT" for patient "Luis Mba" in system "PACS" is 3

    @TC-STO-008 @shall @negative
    Scenario: An image sent twice is one image
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When device "CT_ER1" sends the images of exam "chest CT" for patient "Ana Torres" again
      Then the number of images of exam "chest CT" for patient "Ana Torres" in system "PACS" is 2
