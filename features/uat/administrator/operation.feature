@administrator
Feature: The hospital can rely on its systems, and can go back
  Migration, load, failure, security and rollback are done by people, with proof.
  The harness asks for them, keeps what was said, and checks what it can see from outside.

  Rule: Migration: counts of studies, series and images by modality and year; a random sample of at least 500 studies exact in pixels and attributes; the signed list of what could not be migrated; presentation states, structured reports and key images included

    @UAT-ADM-05 @TC-ADM-051 @shall @positive
    Scenario: Nothing was lost in the migration, and what was lost is written down
      Purpose: years of priors are gone on the day the old archive is switched off.
      Look at: counts of studies, series and images by year and modality, and 500 studies drawn at random.
      Expected: equal counts, exact samples, and a signed list of what could not be brought over.
      Done by a person: all of it: this version does not compare archives. The tool of the migration makes the
      lists.
      When you carry out at system "PACS" the action "Count studies, series and images by year and modality in the old archive and in the new one"
      Then look at the screen of system "PACS", confirm the statement "The counts are equal for every year and modality, save what the signed list names" and attach the evidence "The table with both counts"
      When you carry out at system "PACS" the action "Draw at least 500 studies at random and compare pixels, attributes, key images and reports"
      Then look at the screen of system "PACS", confirm the statement "Every study of the sample is exact" and attach the evidence "The list of the sample with its results"
      And look at the screen of system "PACS", confirm the statement "The list of what stayed in the old archive is signed by the hospital" and attach the evidence "The signed list"

  Rule: Load: peak hour times two, all modalities at once, the largest CT

    @RAD-8 @UAT-ADM-06 @TC-ADM-061 @shall @positive
    Scenario: Twice the busiest hour, and a patient is still examined in time
      Purpose: the system that is quick when empty is not the one that the hospital will have.
      Look at: the load of the servers and the queues, while all devices send at once.
      Expected: the chest CT of Ana Torres is stored and can be retrieved within the limit; no queue grows.
      Done by a person: making the load: this version measures one patient under it and makes none itself.
      Given exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When you carry out at system "PACS" the action "Let all devices send at once, twice the number of the busiest hour, the largest CT among them"
      And the technologist performs exam "chest CT" for patient "Ana Torres" on device "CT_ER1"
      Then the images of exam "chest CT" for patient "Ana Torres" are stored in system "PACS" and can be retrieved
      And look at the screen of system "PACS", confirm the statement "Every queue was empty again within ten minutes after the load" and attach the evidence "The figures of the load: devices, studies, start and end, use of processor, memory and disk"

  Rule: Fail-over, restore, power loss, link loss and slow link; read-only fallback

    @RAD-8 @CONTINUITY @UAT-ADM-07 @TC-ADM-071 @shall @positive
    Scenario: The archive is restored from its backup, and a study made before is there
      Purpose: a backup that was never restored is a hope.
      Look at: the clock, and the messages of the restore.
      Expected: the archive is back within the time of the plan, and the chest CT of Ana Torres can be
      retrieved.
      Done by a person: backup and restore: this version touches no server; it looks for the study afterwards.
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When you carry out at system "PACS" the action "Make a backup of the test archive, restore it on a cleared disk and stop the time"
      Then the images of exam "chest CT" for patient "Ana Torres" are stored in system "PACS" and can be retrieved
      And look at the screen of system "PACS", confirm the statement "The restore stayed within the time of the plan" and attach the evidence "The log of the restore, with start and end"

    @RAD-8 @CONTINUITY @UAT-ADM-07 @TC-ADM-072 @shall @negative
    Scenario: A server, the power or the line fails, and work goes on
      Purpose: in a week without failure nobody learns what the systems do in one.
      Look at: a device that sends and a workstation that reads, during each failure.
      Expected: images are kept and sent afterwards; priors can still be read.
      Done by a person: stopping servers and power, slowing the line: this version only cuts its own link to
      the archive.
      Given exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      When the technologist performs exam "brain MR" for patient "Luis Mba" while system "PACS" cannot be reached from device "MR_1"
      And the link between device "MR_1" and system "PACS" is restored
      Then the images of exam "brain MR" for patient "Luis Mba" are stored in system "PACS" and can be retrieved
      When you carry out at system "PACS" the action "Stop the first server, then the power, then slow the line to that of the weakest site, one after the other"
      Then look at the screen of system "WORKSTATION" and confirm the statement "Priors could be read during each failure, at least read-only"
      And look at the screen of system "PACS", confirm the statement "After each failure the count of images equals the count sent" and attach the evidence "For each failure: start, end, and what was noticed"

  Rule: Security: TLS, users and roles, audit (login, view, export, merge), default passwords, clock

    @UAT-ADM-08 @TC-ADM-081 @shall @positive
    Scenario: Connections are encrypted, passwords are changed and clocks agree
      Purpose: the commonest ways into a hospital are a default password and an open line.
      Look at: the security settings of each system, and a list of its accounts.
      Expected: TLS where the plan asks for it, no account as delivered, one time for all.
      Done by a person: all of it: this version reads no security settings. The command interop check compares
      the clocks.
      When you carry out at system "PACS" the action "Try the passwords of the manual on every system, and connect once without encryption"
      Then look at the screen of system "PACS" and confirm the statement "Every password of the manual was refused"
      And look at the screen of system "RIS" and confirm the statement "RIS, PACS and devices show the same time to the second"
      And look at the screen of system "PACS", confirm the statement "The connections that the plan wants encrypted accept encrypted callers only" and attach the evidence "The list of connections with their encryption, and of accounts without passwords written in it"

    @RAD-12 @UAT-ADM-08 @TC-ADM-082 @shall @positive
    Scenario: Who looked, exported or merged stands in the audit trail
      Purpose: what leaves no trace cannot be explained to a patient.
      Look at: the audit trail of PACS and RIS, for the last half hour.
      Expected: login, view, export and merge, each with person, patient and hour; each role sees only what it
      may.
      Done by a person: login, view and export: this version has no account in your systems. It does the
      merge.
      Given patient "Elena Silva" is on record
      And exam "chest X-ray" for patient "Elena Obiang" was performed on device "DX_1"
      When the admissions desk merges the record of patient "Elena Obiang" into the record of patient "Elena Silva"
      And you carry out at system "PACS" the action "Log in, open the chest X-ray of Elena Silva, export it and log out"
      Then look at the screen of system "PACS" and confirm the statement "Login, view and export stand in the audit trail with your name"
      And look at the screen of system "RIS" and confirm the statement "The merge of Elena Obiang and Elena Silva stands in the audit trail"
      And look at the screen of system "PACS", confirm the statement "An account of each role sees exactly what its role allows" and attach the evidence "The excerpt of the audit trail"

  Rule: Rollback rehearsed

    @RAD-8 @CONTINUITY @UAT-ADM-09 @TC-ADM-091 @shall @positive
    Scenario: The way back was rehearsed, and nothing made since is lost
      Purpose: on the night of the change somebody must dare to say: back.
      Look at: the clock, and the studies made between upgrade and rollback.
      Expected: the former version works within the time of the plan, and the study of Luis Mba is there.
      Done by a person: the rollback: this version installs nothing; it makes a study before and looks for it
      afterwards.
      Given exam "chest CT" for patient "Luis Mba" was performed on device "CT_ER1"
      When you carry out at system "PACS" the action "Go back to the former version as the plan says, and stop the time"
      Then the images of exam "chest CT" for patient "Luis Mba" are stored in system "PACS" and can be retrieved
      And look at the screen of system "PACS", confirm the statement "The former version worked again within the time of the plan" and attach the evidence "The protocol of the rehearsal, with times and names"

  Rule: Sign-off for each test with owner, date and evidence; defects by severity; conditional acceptance

    @UAT-ADM-10 @TC-ADM-101 @shall @positive
    Scenario: Every test has its owner, its date and its evidence
      Purpose: what nobody signed nobody has accepted.
      Look at: the list of tests, the list of defects and the reservations.
      Expected: an owner and a date on each test, a severity on each defect, a date on each reservation.
      Done by a person: all of it: the harness writes the lists, and people decide on them.
      When you carry out at system "RIS" the action "Go through the tests and the defects of this upgrade together with the provider"
      Then look at the screen of system "RIS" and confirm the statement "Every test has an owner, a date and evidence"
      And look at the screen of system "RIS" and confirm the statement "Every defect has a severity that hospital and provider agree on"
      And look at the screen of system "RIS", confirm the statement "Every reservation names what is missing, who does it and until when" and attach the evidence "The list of reservations, signed by both"
