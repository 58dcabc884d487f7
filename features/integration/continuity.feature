@CONTINUITY
Feature: Work goes on when a system or a line is down, and nothing is lost or doubled afterwards
  Power and links fail every week.
  What was done during the failure has to be found afterwards, once.

  Rule: A scanner keeps what it could not send, and sends it once

    @RAD-8 @TC-CON-001 @shall @negative
    Scenario: The link to the archive is cut while images are being sent
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the link between device "CT_ER1" and system "PACS" is cut while exam "chest CT" for patient "Ana Torres" is being sent
      And the link between device "CT_ER1" and system "PACS" is restored
      Then the number of images of exam "chest CT" for patient "Ana Torres" in system "PACS" is 12
      And the images of exam "chest CT" for patient "Ana Torres" are stored in system "PACS" and can be retrieved

    @RAD-8 @TC-CON-002 @shall @negative
    Scenario: The archive cannot be reached when the examination ends
      Given patient "Luis Mba" is on record
      And exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      When the technologist performs exam "brain MR" for patient "Luis Mba" while system "PACS" cannot be reached from device "MR_1"
      And the link between device "MR_1" and system "PACS" is restored
      Then the number of images of exam "brain MR" for patient "Luis Mba" in system "PACS" is 2
      And the images of exam "brain MR" for patient "Luis Mba" are stored in system "PACS" and can be retrieved

    @RAD-8 @TC-CON-007 @shall @negative
    Scenario: The link to the archive is cut at every place of a transmission
      Given patient "Rosa Eyang" is on record
      And exam "chest CT" for patient "Rosa Eyang" is scheduled on device "CT_ER1"
      When the link between device "CT_ER1" and system "PACS" is cut after each message in turn while exam "chest CT" for patient "Rosa Eyang" is being sent
      Then the images of exam "chest CT" for patient "Rosa Eyang" are stored in system "PACS" and can be retrieved
      And the retrieved images of exam "chest CT" for patient "Rosa Eyang" are those that were made, pixel by pixel and word by word

    @RAD-8 @TC-CON-008 @shall @negative
    Scenario: The link to the archive is down for ten days
      Given patient "Carlos Nve" is on record
      And exam "brain MR" for patient "Carlos Nve" is scheduled on device "MR_1"
      When the technologist performs exam "brain MR" for patient "Carlos Nve" while the link between device "MR_1" and system "PACS" is down for 10 days
      Then the number of images of exam "brain MR" for patient "Carlos Nve" in system "PACS" is 4
      And the images of exam "brain MR" for patient "Carlos Nve" are stored in system "PACS" and can be retrieved

    @RAD-8 @TC-CON-009 @shall @positive
    Scenario Outline: Images arrive over a line like "<line>"
      Given patient "Luis Mba" is on record
      And exam "chest X-ray" for patient "Luis Mba" is scheduled on device "DX_1"
      When the technologist performs exam "chest X-ray" for patient "Luis Mba" on device "DX_1" over a line like "<line>"
      Then the number of images of exam "chest X-ray" for patient "Luis Mba" in system "PACS" is 2
      And the images of exam "chest X-ray" for patient "Luis Mba" are stored in system "PACS" and can be retrieved

      Examples:
        | line      |
        | 3g-lossy  |
        | vsat-384k |

    @RAD-8 @TC-CON-010 @shall @negative
    Scenario: The archive loses its power while images are being sent
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When system "PACS" loses its power while exam "chest CT" for patient "Ana Torres" is being sent from device "CT_ER1"
      And the link between device "CT_ER1" and system "PACS" is restored
      Then the number of images of exam "chest CT" for patient "Ana Torres" in system "PACS" is 12
      And the images of exam "chest CT" for patient "Ana Torres" are stored in system "PACS" and can be retrieved

    @RAD-8 @TC-CON-011 @shall @negative
    Scenario: The archive takes images and its answers are lost
      Given patient "Luis Mba" is on record
      And exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      When system "PACS" takes everything and answers nothing while exam "brain MR" for patient "Luis Mba" is being sent from device "MR_1"
      And the link between device "MR_1" and system "PACS" is restored
      Then the number of images of exam "brain MR" for patient "Luis Mba" in system "PACS" is 12
      And the images of exam "brain MR" for patient "Luis Mba" are stored in system "PACS" and can be retrieved

  Rule: Messages wait in order while the receiver is down

    @RAD-128 @TC-CON-003 @shall @negative
    Scenario: The medical record is down while two reports are signed
      Given exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      And system "EMR" is down
      When the radiologist signs as "preliminary" the report "Posible fractura." of exam "chest CT" for patient "Carlos Nve"
      And the radiologist signs as "final" the report "Fractura costal." of exam "chest CT" for patient "Carlos Nve"
      And system "EMR" is up again
      Then the ordering physician sees the report of exam "chest CT" for patient "Carlos Nve" with status "final"
      And the reports of exam "chest CT" for patient "Carlos Nve" arrived as "preliminary" and then "final", each once

    @RAD-3 @TC-CON-004 @shall @negative
    Scenario: The examination ends while the medical record is down
      Given patient "Carlos Nve" is on record
      And exam "chest X-ray" for patient "Carlos Nve" is scheduled on device "DX_1"
      And system "EMR" is down
      When the technologist performs exam "chest X-ray" for patient "Carlos Nve" on device "DX_1"
      And system "EMR" is up again
      Then the ordering physician sees exam "chest X-ray" for patient "Carlos Nve" as "completed"

  Rule: What was done without the list is reconciled afterwards

    @RAD-3 @RAD-4 @TC-CON-005 @shall @positive
    Scenario: Two patients are examined from paper during a stop of the RIS
      Given patient "Ana Torres" is on record
      And the unscheduled exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      When the radiology desk orders afterwards exam "chest X-ray" for patient "Ana Torres"
      Then the medical record answers with an order number of its own for exam "chest X-ray" for patient "Ana Torres"
      And system "PACS" is told that exam "chest X-ray" for patient "Ana Torres" is planned under the study that was performed

    @RAD-6 @FIELD-18 @TC-CON-006 @shall @negative
    Scenario: A finished examination whose end was never reported still has its images
      Given patient "Luis Mba" is on record
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "chest CT" for patient "Luis Mba"
      And the technologist acquires 2 images of exam "chest CT" for patient "Luis Mba"
      Then the images of exam "chest CT" for patient "Luis Mba" are stored in system "PACS" and can be retrieved
      And the ordering physician sees exam "chest CT" for patient "Luis Mba" as "in progress"
