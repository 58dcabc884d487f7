@technologist
Feature: The technologist finds the right patient on the device
  Whoever is chosen here gives name, identifier and accession number to every image.
  A wrong choice is found late, under another patient, or never.

  Rule: The worklist shows the right patients for this station, date and modality, and nothing of other stations

    @RAD-5 @UAT-TEC-01 @TC-TEC-011 @shall @positive
    Scenario: The list holds the patients of this device, and the others stay with theirs
      Purpose: the patient is picked from this list and no longer typed.
      Look at: the worklist on the screen of the device, refreshed.
      Expected: Ana Torres stands there once, with a chest CT of today; Luis Mba stands on the list of the MR
      device only.
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      And exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      Then the number of entries for patient "Luis Mba" in the worklist of device "CT_ER1" is 0
      And look at the screen of device "CT_ER1" and confirm the statement "Ana Torres stands on the list exactly once"
      And read on the screen of device "CT_ER1" the name, identifier and birth date of patient "Ana Torres"
      And look at the screen of device "CT_ER1" and confirm the statement "Every entry of the list belongs to this device"

    @RAD-5 @UAT-TEC-01 @TC-TEC-012 @shall @positive
    Scenario: A list by day holds the examinations of that day
      Purpose: tomorrow's patient is not taken for today's.
      Look at: the list of the device with the date set to 14 March 2031.
      Expected: Ana Torres stands there; Luis Mba, who is planned for the next day, stands on the list of the
      next day.
      Given exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1" at "2031-03-14 09:30"
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1" at "2031-03-15 09:30"
      When device "CT_ER1" asks the worklist for day "2031-03-14"
      Then the answer holds exam "chest CT" for patient "Ana Torres"
      And the answer does not hold exam "chest CT" for patient "Luis Mba"
      And look at the screen of device "CT_ER1" and confirm the statement "Set to 14 March 2031, the list shows Ana Torres alone"

  Rule: A new order appears within the site's limit; a changed order refreshes; a cancelled order leaves

    @RAD-2 @RAD-4 @RAD-5 @UAT-TEC-02 @TC-TEC-021 @shall @positive
    Scenario: A new order appears on the list in time
      Purpose: a patient who waits at the door can be examined without typing her name.
      Look at: the list of the device, refreshed once after the order was placed.
      Expected: Marta Okenve stands on it within the time that the site has set.
      Given patient "Marta Okenve" is on record
      When the ordering service orders exam "chest X-ray" for patient "Marta Okenve"
      Then the number of entries for patient "Marta Okenve" in the worklist of device "DX_1" is 1
      And look at the screen of device "DX_1" and confirm the statement "After one refresh Marta Okenve stands on the list"

    @RAD-3 @RAD-5 @RAD-13 @UAT-TEC-02 @TC-TEC-022 @shall @negative
    Scenario: A changed order is shown changed, and a cancelled one leaves the list
      Purpose: nobody is examined at the wrong hour, or for an order that was taken back.
      Look at: the entry of Pedro Abeso on the MR, refreshed twice: after the move, after the cancellation.
      Expected: first the new date and hour, then no entry any more.
      Given exam "brain MR" for patient "Pedro Abeso" is scheduled on device "MR_1"
      When the radiology desk moves exam "brain MR" for patient "Pedro Abeso" to "2031-03-14 09:30"
      Then the worklist entry of exam "brain MR" for patient "Pedro Abeso" shows the time "2031-03-14 09:30"
      And look at the screen of device "MR_1" and confirm the statement "The entry of Pedro Abeso shows 14 March 2031, 09:30"
      When the ordering service cancels the order for exam "brain MR" for patient "Pedro Abeso"
      Then exam "brain MR" for patient "Pedro Abeso" is no longer in the worklist of device "MR_1"
      And look at the screen of device "MR_1" and confirm the statement "The entry of Pedro Abeso is gone from the list"

  Rule: Accents, double surnames, one-name patients, unknown birth dates and leading-zero identifiers show right

    @RAD-5 @CHARSET @UAT-TEC-03 @TC-TEC-031 @shall @positive
    Scenario Outline: A name stands on the device as it was registered, letter by letter
      Purpose: a name that is shown broken is another patient to whoever searches for it.
      Look at: name, identifier and birth date on the list; write them as they stand there, zeros and accents
      included.
      Expected: what you wrote is what the admissions desk registered.
      Given patient "<patient>" is on record
      And exam "chest X-ray" for patient "<patient>" is scheduled on device "DX_1"
      Then the worklist entry of exam "chest X-ray" for patient "<patient>" shows the patient as registered
      And read on the screen of device "DX_1" the name, identifier and birth date of patient "<patient>"

      Examples:
        | patient                    |
        | Prueba Inés Nguema Ñengono |
        | Zenón Prueba d'Ambô        |
        | Mokoprueba                 |
        | Marta Okenve               |

    @RAD-5 @UAT-TEC-03 @TC-TEC-032 @shall @positive
    Scenario: An unknown birth date stays empty
      Purpose: an invented birth date makes two patients of one.
      Look at: the birth date of Bernardo Ela on the list of the device.
      Expected: an empty field, or the word that the device uses for unknown.
      Given patient "Bernardo Ela" is on record
      And exam "chest X-ray" for patient "Bernardo Ela" is scheduled on device "DX_1"
      Then the worklist entry of exam "chest X-ray" for patient "Bernardo Ela" shows the patient as registered
      And look at the screen of device "DX_1" and confirm the statement "The birth date of Bernardo Ela is empty or shown as unknown"

  Rule: Manual entry on a modality that has no worklist

    @RAD-8 @UAT-TEC-13 @TC-TEC-131 @shall @positive
    Scenario: A patient typed at a device without a worklist is found under her own record
      Purpose: old devices have no list; what is typed there must still reach the right record.
      Look at: the study in the archive, opened after the images were sent.
      Expected: name, identifier with its zeros and birth date as registered, under one record.
      Done by a person: on a real device the technologist types the patient; here the harness does it.
      Given patient "Marta Okenve" is on record
      When the technologist performs on device "CR_1" the unscheduled exam "bedside chest X-ray" for patient "Marta Okenve"
      Then the images of exam "bedside chest X-ray" for patient "Marta Okenve" are stored in system "PACS" and can be retrieved
      And read on the screen of system "PACS" the name, identifier and birth date of patient "Marta Okenve"
      And look at the screen of system "PACS" and confirm the statement "The archive shows one record of Marta Okenve"
