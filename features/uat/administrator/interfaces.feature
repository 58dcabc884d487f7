@administrator
Feature: The systems are connected as documented, and say so when something is wrong
  An interface fails at night, when nobody who built it is there.
  What is documented, refused in clear terms and kept in a queue can be repaired by whoever is on duty.

  Rule: Inventory: AE titles (case), addresses, ports, conformance as installed, storage commitment behaviour

    @RAD-8 @RAD-10 @UAT-ADM-01 @TC-ADM-011 @shall @positive
    Scenario: The inventory says how the systems are connected, and they answer as it says
      Purpose: after a failure nobody guesses names, addresses and ports.
      Look at: the configuration pages of the PACS, line by line against the inventory.
      Expected: the same names (capital letters count), addresses, ports and versions; confirmations of
      storage come as written.
      Done by a person: comparing with the inventory: this version checks what answers on the wire, not what a
      document says.
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When device "CT_ER1" asks system "PACS" to answer for the images of exam "chest CT" for patient "Ana Torres" and hangs up
      Then the confirmation for exam "chest CT" for patient "Ana Torres" came on a connection opened by system "PACS"
      And look at the screen of system "PACS", confirm the statement "Names, addresses, ports and versions are those of the inventory" and attach the evidence "The inventory as installed, with date and signature"

    @RAD-8 @FIELD-07 @UAT-ADM-01 @TC-ADM-012 @shall @negative
    Scenario: A caller by a wrong name is refused and logged
      Purpose: a mistyped name is found in a minute when the log says who called whom.
      Look at: the log of the PACS, right after the call.
      Expected: a refusal with the hour, the calling device and the name it used.
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When device "CT_ER1" calls system "PACS" under the name "PACS_OLD"
      Then system "PACS" refuses the connection with the reason "called name not recognized"
      And look at the screen of system "PACS" and confirm the statement "The log shows the refused call of CT_ER1 with the name PACS_OLD"

  Rule: Routing rules: each source to each destination; prefetch; by modality, body part, time

    @ROUTING @RAD-8 @UAT-ADM-02 @TC-ADM-021 @shall @positive
    Scenario: Images go where the routing table sends them
      Purpose: the specialist far away waits for images that nobody sends by hand.
      Look at: the queue of outgoing images in the PACS.
      Expected: every destination of the table has received the study, and the queue is empty.
      Given patient "Luis Mba" is on record
      And exam "bedside chest X-ray" for patient "Luis Mba" is scheduled on device "CR_1"
      When the technologist performs exam "bedside chest X-ray" for patient "Luis Mba" on device "CR_1"
      Then exam "bedside chest X-ray" for patient "Luis Mba" reaches the destinations of the routing table and no other
      And look at the screen of system "PACS" and confirm the statement "The queue of outgoing images is empty"

    @RAD-2 @UAT-ADM-02 @TC-ADM-022 @shall @positive
    Scenario: Priors are fetched before the patient comes
      Purpose: over a weak line a prior takes longer than the examination.
      Look at: the local archive of the reading room, one hour after the order.
      Expected: the earlier chest X-ray of Ana Torres is already there.
      Done by a person: looking into the local archive: this version does not test prefetching.
      Given exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      When the ordering service orders exam "chest CT" for patient "Ana Torres"
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1
      And look at the screen of system "PACS" and confirm the statement "The earlier chest X-ray of Ana Torres stands in the local archive"

  Rule: HL7: each message type in and out; negative acknowledgement; bad message; queue after an outage; order of messages; resend without duplicate; time-out

    @RAD-2 @UAT-ADM-03 @TC-ADM-031 @shall @negative
    Scenario: A message that cannot be used is refused with a reason and kept
      Purpose: an order that disappears without a word is an examination not done.
      Look at: the list of refused messages in the RIS or in the integration engine.
      Expected: the order for an unknown patient stands there, with its reason.
      When the ordering service orders exam "chest CT" for the unknown patient "Rosa Eyang"
      Then system "RIS" refuses the message with the reason "unknown patient"
      And look at the screen of system "RIS" and confirm the statement "The refused order stands on the list of messages to be repaired, with its reason"

    @RAD-128 @CONTINUITY @UAT-ADM-03 @TC-ADM-032 @shall @negative
    Scenario: Messages wait in order while the medical record is down
      Purpose: after a stop the final report must not be overtaken by the preliminary one.
      Look at: the outgoing queue of the RIS, during the stop and after it.
      Expected: two messages waiting, then none; each arrived once, in the order of signing.
      Given exam "chest CT" for patient "Carlos Nve" was performed on device "CT_ER1"
      And system "EMR" is down
      When the radiologist signs as "preliminary" the report "Posible fractura." of exam "chest CT" for patient "Carlos Nve"
      And the radiologist signs as "final" the report "Fractura costal." of exam "chest CT" for patient "Carlos Nve"
      And system "EMR" is up again
      Then the reports of exam "chest CT" for patient "Carlos Nve" arrived as "preliminary" and then "final", each once
      And look at the screen of system "RIS" and confirm the statement "The outgoing queue to the medical record is empty"

    @RAD-2 @UAT-ADM-03 @TC-ADM-033 @shall @negative
    Scenario: An order sent a second time is one examination
      Purpose: who hears no answer sends again; the patient must not be examined twice for it.
      Look at: the orders of Ana Torres in the RIS, and what the sender does when nobody answers.
      Expected: one order; the sender repeats after its time-out and gives an alarm when that does not help.
      Done by a person: the alarm of your own medical record: this version plays the sender itself.
      Given patient "Ana Torres" is on record
      When the ordering service orders exam "chest CT" for patient "Ana Torres"
      And the ordering service sends the order for exam "chest CT" for patient "Ana Torres" a second time
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1
      And look at the screen of system "RIS" and confirm the statement "Ana Torres has one order for a chest CT"
      And look at the screen of system "EMR" and confirm the statement "The settings show an alarm for unanswered messages"

  Rule: Patient merge, unmerge, move, change of identifier; the same identifier from two issuers: the outcome in EMR, RIS, PACS and worklist

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-041 @shall @positive
    Scenario: Two records become one in every system
      Purpose: a merge that reaches one system only is found when it has done its harm.
      Look at: the same patient in RIS, PACS and medical record, one after the other.
      Expected: one record with all studies; the other number finds nothing, or leads here.
      Given patient "Elena Silva" is on record
      And exam "chest X-ray" for patient "Elena Obiang" was performed on device "DX_1"
      When the admissions desk merges the record of patient "Elena Obiang" into the record of patient "Elena Silva"
      Then all studies of patients "Elena Obiang" and "Elena Silva" appear under the record of patient "Elena Silva"
      And look at the screen of system "RIS" and confirm the statement "The RIS shows one record of Elena Silva"
      And look at the screen of system "PACS" and confirm the statement "The PACS shows the chest X-ray under Elena Silva"
      And look at the screen of system "EMR" and confirm the statement "The medical record shows one record of Elena Silva"

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-042 @shall @negative
    Scenario: The same number from another hospital stays another person
      Purpose: two hospitals give the same number to two people every year.
      Look at: the records of Ana Torres and Luis Mba in the PACS.
      Expected: two people; the chest CT stands under Ana Torres.
      Given patient "Luis Mba" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the admissions desk merges into the record of patient "Luis Mba" the number of patient "Ana Torres" as issued by hospital "BATA"
      Then system "RIS" refuses the message with the reason "unknown patient"
      And the radiologist finds 1 study under the record of patient "Ana Torres"
      And look at the screen of system "PACS" and confirm the statement "Ana Torres and Luis Mba are shown as two people"

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-043 @shall @positive
    Scenario: A wrong merge is undone, a study moved and a number changed
      Purpose: every hospital merges the wrong people one day, and must know the way back.
      Look at: the records of Elena Obiang and Elena Silva in PACS, RIS and medical record after each act.
      Expected: each study stands again under the person it was made of, in all systems.
      Done by a person: undoing, moving and renumbering: this version sends no such messages and only merges.
      Given patient "Elena Silva" is on record
      And exam "chest X-ray" for patient "Elena Obiang" was performed on device "DX_1"
      And the admissions desk has merged the record of patient "Elena Obiang" into the record of patient "Elena Silva"
      When you carry out at system "PACS" the action "Undo the merge of Elena Obiang and Elena Silva, as your procedure says"
      Then look at the screen of system "PACS" and confirm the statement "The chest X-ray stands under Elena Obiang again"
      When you carry out at system "RIS" the action "Move the chest X-ray to another test patient, then change that patient's number"
      Then look at the screen of system "RIS", confirm the statement "RIS, PACS and medical record show the study under the new number" and attach the evidence "A picture of each of the three screens"
