@CONTINUITY
Feature: After a fail-over, a restore or a rollback nothing that was acknowledged is missing for good
  A backup that was never restored is a hope.
  What came after it has to be counted, by its numbers, and sent again.

  Rule: A scanner goes on at the second address of the archive

    @RAD-8 @TC-REC-001 @shall @negative
    Scenario: The first address of the archive fails, and the scanner goes on at the second
      Given patient "Rosa Eyang" is on record
      And exam "chest CT" for patient "Rosa Eyang" is scheduled on device "CT_ER1"
      When the first address of system "PACS" fails while exam "chest CT" for patient "Rosa Eyang" is being sent from device "CT_ER1", which goes on at the second
      Then the number of images of exam "chest CT" for patient "Rosa Eyang" in system "PACS" is 12
      And nothing that system "PACS" acknowledged is missing
      And the images of exam "chest CT" for patient "Rosa Eyang" are stored in system "PACS" and can be retrieved

  Rule: What a restore or a rollback loses is known and sent again

    @RAD-8 @TC-REC-002 @shall @negative @needs.pacs.RESTORE
    Scenario: The archive is restored from its backup, and the scanners send again what it has lost
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      And exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      When the administrator makes a backup of system "PACS"
      And the technologist performs exam "brain MR" for patient "Luis Mba" on device "MR_1"
      And the administrator restores system "PACS" from the backup
      Then what system "PACS" has lost since the backup is counted and sent again, and then nothing that it acknowledged is missing
      And the images of exam "chest CT" for patient "Ana Torres" are stored in system "PACS" and can be retrieved

    @RAD-8 @TC-REC-003 @shall @negative @needs.pacs.RESTORE
    Scenario: The upgrade is taken back, and work goes on with nothing lost
      Given exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the administrator makes a backup of system "PACS"
      And the technologist performs exam "brain MR" for patient "Luis Mba" on device "MR_1"
      And the administrator takes system "PACS" back to its former version
      And the technologist performs exam "chest CT" for patient "Ana Torres" on device "CT_ER1"
      Then what system "PACS" has lost since the backup is counted and sent again, and then nothing that it acknowledged is missing

  Rule: A restored archive still knows what it knew, and does what it had to do

    @RAD-12 @TC-REC-004 @shall @negative @needs.pacs.RAD-12 @needs.pacs.RESTORE
    Scenario: Records that were merged before the backup are still merged after the restore
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      And patient "Luis Mba" is on record
      When the admissions desk merges the record of patient "Ana Torres" into the record of patient "Luis Mba"
      And the administrator makes a backup of system "PACS"
      And the administrator restores system "PACS" from the backup
      Then the retrieved images of exam "chest CT" for patient "Ana Torres" bear the name and identifier of patient "Luis Mba"
      And nothing that system "PACS" acknowledged is missing

    @TC-REC-005 @shall @negative @needs.pacs.ROUTING @needs.pacs.RESTORE
    Scenario: What waited for a destination when the backup was made is sent there after the restore
      Given exam "chest X-ray" for patient "Rosa Eyang" is scheduled on device "DX_1"
      And destination "BATA" is down
      When the technologist performs exam "chest X-ray" for patient "Rosa Eyang" on device "DX_1"
      And the administrator makes a backup of system "PACS"
      And the administrator restores system "PACS" from the backup
      And destination "BATA" is up again
      Then exam "chest X-ray" for patient "Rosa Eyang" reaches the destinations of the routing table and no other
