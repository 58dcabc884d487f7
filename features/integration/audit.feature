@ATNA
Feature: The audit trail tells who did what to whose images
  After a leak the hospital has to say who looked at what. A trail with gaps, wrong names or wrong
  times accuses the wrong person, and what nobody wrote down never happened.

  Rule: What was done is told once, in time, with the right people and objects

    @RAD-8 @TC-AUD-001 @shall @positive
    Scenario: From registration to the archive nothing is left out
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the technologist performs exam "chest CT" for patient "Ana Torres" on device "CT_ER1"
      Then the images of exam "chest CT" for patient "Ana Torres" are stored in system "PACS" and can be retrieved
      And the audit trail tells all that was done

    @RAD-13 @TC-AUD-002 @shall @positive
    Scenario: An order is moved and then cancelled
      Given patient "Pedro Abeso" is on record
      And exam "brain MR" for patient "Pedro Abeso" is scheduled on device "MR_1"
      When the radiology desk moves exam "brain MR" for patient "Pedro Abeso" to "2031-03-17 11:00"
      And the ordering service cancels the order for exam "brain MR" for patient "Pedro Abeso"
      Then the audit trail tells all that was done

    @RAD-12 @TC-AUD-003 @shall @positive
    Scenario: Two records of one person become one
      Given patient "Elena Silva" is on record
      And patient "Elena Obiang" is on record
      When the admissions desk merges the record of patient "Elena Obiang" into the record of patient "Elena Silva"
      Then the audit trail tells all that was done

    @RAD-66 @TC-AUD-004 @shall @positive
    Scenario: A rejected study is told of as hidden
      Given exam "chest X-ray" for patient "Rosa Eyang" was performed on device "DX_1"
      When the technologist rejects all images of exam "chest X-ray" for patient "Rosa Eyang" with the reason "patient safety"
      Then the number of images of exam "chest X-ray" for patient "Rosa Eyang" in system "PACS" is 0
      And the audit trail tells all that was done

  Rule: Whoever looked at images, took them away or brought some is named

    @RAD-14 @RAD-16 @TC-AUD-005 @shall @positive
    Scenario: A radiologist searches for a study and opens it
      Given exam "brain MR" for patient "Luis Mba" was performed on device "MR_1"
      When user "rad.eyang" signs in at the workstation
      And the radiologist searches system "PACS" for the identifier of patient "Luis Mba"
      And the radiologist fetches exam "brain MR" for patient "Luis Mba" from system "PACS" over her own connection
      Then the audit trail of the workstation tells that user "rad.eyang" viewed exam "brain MR" for patient "Luis Mba"
      And the audit trail tells all that was done

    @TC-AUD-006 @shall @positive
    Scenario: A study leaves the hospital on a disc
      Given exam "chest X-ray" for patient "Carlos Nve" was performed on device "DX_1"
      When user "rad.eyang" signs in at the workstation
      And the radiologist fetches exam "chest X-ray" for patient "Carlos Nve" from system "PACS" over her own connection
      And the radiologist writes the fetched images of exam "chest X-ray" for patient "Carlos Nve" to disc "DVD-0815"
      Then the audit trail tells that user "rad.eyang" wrote exam "chest X-ray" for patient "Carlos Nve" to disc "DVD-0815"

    @TC-AUD-007 @shall @positive
    Scenario: A study comes back on a disc
      Given exam "chest X-ray" for patient "Marta Okenve" was performed on device "DX_1"
      When user "rad.eyang" signs in at the workstation
      And the radiologist fetches exam "chest X-ray" for patient "Marta Okenve" from system "PACS" over her own connection
      And the radiologist writes the fetched images of exam "chest X-ray" for patient "Marta Okenve" to disc "DVD-0816"
      And the radiologist reads disc "DVD-0816" in at the workstation
      Then the audit trail tells that user "rad.eyang" read exam "chest X-ray" for patient "Marta Okenve" from disc "DVD-0816"

    @DICOMweb @TC-AUD-011 @shall @positive
    Scenario: What is sent, searched and fetched over the web is told too
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When device "CT_ER1" sends exam "chest CT" for patient "Ana Torres" to system "PACS" over the web
      And the radiologist searches system "PACS" over the web for the identifier of patient "Ana Torres"
      And the radiologist fetches exam "chest CT" for patient "Ana Torres" from system "PACS" over the web
      Then the audit trail tells all that was done

  Rule: Who was let in is told, and who was not

    @TC-AUD-008 @shall @positive
    Scenario: Somebody comes and goes
      When user "rad.mba" signs in at the workstation
      And user "rad.mba" signs out at the workstation
      Then the audit trail of the workstation tells that user "rad.mba" signed in
      And the audit trail of the workstation tells that user "rad.mba" signed out

    @TC-AUD-009 @shall @negative
    Scenario: Somebody tries a wrong password
      When user "rad.mba" types a wrong password at the workstation
      And user "rad.mba" signs in at the workstation
      Then the audit trail of the workstation tells that user "rad.mba" was refused
      And the audit trail of the workstation tells that user "rad.mba" signed in

    @TC-AUD-010 @should @negative
    Scenario: A device that the archive turns away raises an alert
      When device "CT_ER1" calls system "PACS" under the name "OLD_PACS"
      Then system "PACS" refuses the connection with the reason "called name not recognized"
      And the audit trail of system "PACS" raises an alert about device "CT_ER1"
