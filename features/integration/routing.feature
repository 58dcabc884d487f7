@ROUTING @RAD-8
Feature: Images go by themselves to everyone who must see them, and to nobody else
  The specialist in Bata and the analysis service wait for images that nobody sends by hand.
  A rule that misses a study delays a diagnosis; a rule that sends too much breaks confidentiality.

  Rule: The kind of images, the body part, the device and the hour decide where they go

    @TC-RTE-001 @shall @positive
    Scenario: A CT goes to the analysis service
      Given patient "Ana Torres" is on record
      And exam "head CT without contrast" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the technologist performs exam "head CT without contrast" for patient "Ana Torres" on device "CT_ER1"
      Then exam "head CT without contrast" for patient "Ana Torres" reaches destination "AI_NODE" in time

    @TC-RTE-002 @shall @negative
    Scenario: An MR does not go to the service that reads CT
      Given patient "Ana Torres" is on record
      And exam "brain MR" for patient "Ana Torres" is scheduled on device "MR_1"
      When the technologist performs exam "brain MR" for patient "Ana Torres" on device "MR_1"
      Then exam "brain MR" for patient "Ana Torres" reaches the destinations of the routing table and no other

    @TC-RTE-003 @shall @positive
    Scenario: Every chest examination goes to the specialist in Bata, whatever made it
      Given patient "Luis Mba" is on record
      And exam "bedside chest X-ray" for patient "Luis Mba" is scheduled on device "CR_1"
      When the technologist performs exam "bedside chest X-ray" for patient "Luis Mba" on device "CR_1"
      Then exam "bedside chest X-ray" for patient "Luis Mba" reaches destination "BATA" in time
      And exam "bedside chest X-ray" for patient "Luis Mba" reaches the destinations of the routing table and no other

    @TC-RTE-004 @shall @positive
    Scenario: What the ultrasound room makes goes to the ministry archive
      Given patient "Rosa Eyang" is on record
      And exam "obstetric ultrasound" for patient "Rosa Eyang" is scheduled on device "US_1"
      When the technologist performs exam "obstetric ultrasound" for patient "Rosa Eyang" on device "US_1"
      Then exam "obstetric ultrasound" for patient "Rosa Eyang" reaches destination "ARCHIVE" in time

    @TC-RTE-005 @shall @positive
    Scenario: By day and by night another reading room is on duty
      Given patient "Luis Mba" is on record
      And exam "mammography, bilateral" for patient "Luis Mba" is scheduled on device "MG_1"
      When the technologist performs exam "mammography, bilateral" for patient "Luis Mba" on device "MG_1"
      Then exam "mammography, bilateral" for patient "Luis Mba" reaches the destination on duty at this hour
      And exam "mammography, bilateral" for patient "Luis Mba" reaches the destinations of the routing table and no other

    @TC-RTE-006 @shall @positive
    Scenario: A device that calls the archive by its second name has its images passed on
      Given patient "Luis Mba" is on record
      And exam "hand X-ray, left" for patient "Luis Mba" is scheduled on device "DX_1"
      When the technologist performs exam "hand X-ray, left" for patient "Luis Mba" on device "DX_1" for the archive's name "PACS1_TELE"
      Then exam "hand X-ray, left" for patient "Luis Mba" reaches destination "BATA" in time

  Rule: A destination that is down gets everything later, once

    @TC-RTE-007 @shall @negative
    Scenario: The link to Bata is down while a chest X-ray is made
      Given patient "Ana Torres" is on record
      And exam "chest X-ray" for patient "Ana Torres" is scheduled on device "DX_1"
      And destination "BATA" is down
      When the technologist performs exam "chest X-ray" for patient "Ana Torres" on device "DX_1"
      And destination "BATA" is up again
      Then exam "chest X-ray" for patient "Ana Torres" reaches destination "BATA" in time
      And nothing of exam "chest X-ray" for patient "Ana Torres" is lost or duplicated at destination "BATA"

    @FIELD-09 @TC-RTE-008 @shall @negative
    Scenario: The disk of the archive is full for a while
      Given patient "Rosa Eyang" is on record
      And exam "obstetric ultrasound" for patient "Rosa Eyang" is scheduled on device "US_1"
      And destination "ARCHIVE" has no room
      When the technologist performs exam "obstetric ultrasound" for patient "Rosa Eyang" on device "US_1"
      And destination "ARCHIVE" has room again
      Then exam "obstetric ultrasound" for patient "Rosa Eyang" reaches destination "ARCHIVE" in time
      And nothing of exam "obstetric ultrasound" for patient "Rosa Eyang" is lost or duplicated at destination "ARCHIVE"
