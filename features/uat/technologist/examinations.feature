@technologist
Feature: Every examination is known for what it was
  Planned, urgent, given up, done twice: the ward and the reading room act on what the device says of it.
  An examination that nobody hears of is read late or done again.

  Rule: Unscheduled and emergency examination, reconciled later

    @RAD-3 @RAD-4 @PIR @UAT-TEC-04 @TC-TEC-041 @shall @positive
    Scenario: An emergency is scanned first and ordered afterwards
      Purpose: nobody waits for a number while a patient bleeds, and nothing stays without a number.
      Look at: the day list of the RIS, after the radiology desk has entered the order.
      Expected: one examination, performed, with an order and an accession number; the device offers nothing
      to do.
      Given patient "Prueba 01 Desconocido" is on record
      And the unscheduled exam "head CT without contrast" for patient "Prueba 01 Desconocido" was performed on device "CT_ER1"
      When the radiology desk orders afterwards exam "head CT without contrast" for patient "Prueba 01 Desconocido"
      Then system "PACS" is told that exam "head CT without contrast" for patient "Prueba 01 Desconocido" is planned under the study that was performed
      And the number of entries for patient "Prueba 01 Desconocido" in the worklist of device "CT_ER1" is 0
      And look at the screen of system "RIS" and confirm the statement "The head CT of the unknown patient stands as performed"

  Rule: Begin, complete, discontinue; wrong worklist entry picked

    @RAD-3 @RAD-6 @RAD-7 @UAT-TEC-05 @TC-TEC-051 @shall @positive
    Scenario: The beginning and the end of an examination are seen outside the room
      Purpose: the next technologist does not take the same patient, and the ward knows when to fetch her.
      Look at: the examination in the RIS, once while it runs and once after its end.
      Expected: begun, then ended; the ordering physician sees the same.
      Given exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "chest CT" for patient "Luis Mba"
      Then look at the screen of system "RIS" and confirm the statement "The chest CT of Luis Mba is shown as begun"
      When the technologist acquires 2 images of exam "chest CT" for patient "Luis Mba"
      And the technologist completes exam "chest CT" for patient "Luis Mba"
      Then the ordering physician sees exam "chest CT" for patient "Luis Mba" as "completed"
      And look at the screen of system "RIS" and confirm the statement "The chest CT of Luis Mba is shown as ended"

    @RAD-3 @RAD-7 @UAT-TEC-05 @TC-TEC-052 @shall @negative
    Scenario: An examination that is given up says why
      Purpose: an allergy that is noted once protects the patient the next time.
      Look at: the examination of Pedro Abeso in the RIS, with its reason.
      Expected: given up, for an allergy to the contrast medium; it has left the list of the device.
      Given exam "abdominal CT with contrast" for patient "Pedro Abeso" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "abdominal CT with contrast" for patient "Pedro Abeso"
      And the technologist gives up exam "abdominal CT with contrast" for patient "Pedro Abeso" with the reason "allergic to contrast medium"
      Then the ordering physician sees exam "abdominal CT with contrast" for patient "Pedro Abeso" as "discontinued"
      And look at the screen of system "RIS" and confirm the statement "The reason shown for Pedro Abeso is the allergy to the contrast medium"

    @RAD-5 @RAD-7 @MESA-109 @UAT-TEC-05 @TC-TEC-053 @shall @negative
    Scenario: The wrong entry was picked, and nothing stays under the wrong patient
      Purpose: the commonest slip at a device must be easy to take back.
      Look at: the list of the device, then the study list of Ana Torres in the archive.
      Expected: Ana Torres waits on the list again, and the archive shows no image of the slip under her name.
      Given exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the technologist images patient "Luis Mba" under the worklist entry of exam "chest CT" for patient "Ana Torres"
      And the technologist gives up exam "chest CT" for patient "Ana Torres" with the reason "wrong worklist entry"
      Then the number of images of exam "chest CT" for patient "Ana Torres" in system "PACS" is 0
      And look at the screen of device "CT_ER1" and confirm the statement "Ana Torres stands on the list again"
      And look at the screen of system "PACS" and confirm the statement "The number of chest CT images shown for Ana Torres is zero"

  Rule: Group case: two orders, one acquisition; an added series after completion

    @RAD-3 @RAD-6 @MESA-106 @UAT-TEC-06 @TC-TEC-061 @shall @positive
    Scenario: Two orders are done in one acquisition
      Purpose: a patient is scanned once where once is enough, and both orders are answered.
      Look at: both orders of Rosa Eyang in the RIS, and the list of the device.
      Expected: both are ended, and nothing is left on the list.
      Given exam "chest CT" for patient "Rosa Eyang" is scheduled on device "CT_ER1"
      And exam "abdominal CT with contrast" for patient "Rosa Eyang" is scheduled on device "CT_ER1"
      When the technologist performs exams "chest CT" and "abdominal CT with contrast" for patient "Rosa Eyang" in one acquisition
      Then the number of entries for patient "Rosa Eyang" in the worklist of device "CT_ER1" is 0
      And the ordering physician sees exam "abdominal CT with contrast" for patient "Rosa Eyang" as "completed"
      And look at the screen of system "RIS" and confirm the statement "Both examinations of Rosa Eyang are shown as ended"

    @RAD-7 @RAD-8 @MESA-231 @UAT-TEC-06 @TC-TEC-062 @shall @positive
    Scenario: A series added after the end joins the same study
      Purpose: the radiologist asks for one more series, and finds it where the others are.
      Look at: the study of Luis Mba on the workstation: its series and the number of its images.
      Expected: one study with two series and all images of both.
      Given exam "brain MR" for patient "Luis Mba" was performed on device "MR_1"
      When the technologist adds a series to exam "brain MR" for patient "Luis Mba"
      Then the number of series of exam "brain MR" for patient "Luis Mba" in system "PACS" is 2
      And read on the screen of system "WORKSTATION" the number of images of exam "brain MR" for patient "Luis Mba"
      And look at the screen of system "WORKSTATION" and confirm the statement "Both series of Luis Mba stand in one study"

  Rule: Downtime: examination without an order, reconciled later

    @RAD-3 @RAD-4 @CONTINUITY @UAT-TEC-11 @TC-TEC-111 @shall @positive
    Scenario: A patient is examined from paper while the RIS is down
      Purpose: what is done during a stop is found afterwards, once, with its order.
      Look at: the downtime form, then the day list of the RIS once it works again.
      Expected: the examination of Ana Torres stands once, as performed, with an accession number.
      Done by a person: filling in the paper form; this version cannot stop a real RIS by itself, so the stop
      is only assumed.
      Given patient "Ana Torres" is on record
      When you carry out at device "DX_1" the action "Write the downtime form for Ana Torres: name, identifier, examination, hour, your name"
      And the technologist performs on device "DX_1" the unscheduled exam "chest X-ray" for patient "Ana Torres"
      And the radiology desk orders afterwards exam "chest X-ray" for patient "Ana Torres"
      Then the medical record answers with an order number of its own for exam "chest X-ray" for patient "Ana Torres"
      And look at the screen of system "RIS" and confirm the statement "The chest X-ray of Ana Torres stands as performed"
