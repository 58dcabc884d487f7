@technologist
Feature: Every image arrives once, whole, and only then is deleted at the device
  Local disks are small and lines are weak.
  An image that is lost means another dose for the patient; one too many confuses the reader.

  Rule: Every modality's images are stored; the image count at the PACS equals the count sent, within 60 s

    @RAD-8 @UAT-TEC-07 @TC-TEC-071 @shall @positive
    Scenario Outline: All images of <exam> arrive at the archive
      Purpose: each kind of device speaks its own dialect; one that is not understood stores nothing.
      Look at: the number of images of the study in the archive, within 60 s after sending.
      Expected: the number that the device says it has sent.
      Given exam "<exam>" for patient "Ana Torres" is scheduled on device "<device>"
      When the technologist performs exam "<exam>" for patient "Ana Torres" on device "<device>"
      Then the images of exam "<exam>" for patient "Ana Torres" are stored in system "PACS" and can be retrieved
      And read on the screen of system "PACS" the number of images of exam "<exam>" for patient "Ana Torres"

      Examples:
        | exam                   | device |
        | chest CT               | CT_ER1 |
        | knee MR, right         | MR_1   |
        | hand X-ray, left       | DX_1   |
        | bedside chest X-ray    | CR_1   |
        | abdominal ultrasound   | US_1   |
        | mammography, bilateral | MG_1   |

  Rule: Storage commitment arrives before the local copy is deleted, on the same and on a reverse connection

    @RAD-10 @UAT-TEC-08 @TC-TEC-081 @shall @positive
    Scenario: The archive answers for the images before the device deletes them
      Purpose: the last copy is never deleted on a promise.
      Look at: the mark that the device puts on a study that the archive has confirmed.
      Expected: both studies are confirmed: one at once, one on a connection that the archive opened later.
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      And exam "head CT without contrast" for patient "Luis Mba" was performed on device "CT_ER1"
      When device "CT_ER1" asks system "PACS" to answer for the images of exam "chest CT" for patient "Ana Torres"
      Then system "PACS" confirms the storage commitment of exam "chest CT" for patient "Ana Torres"
      When device "CT_ER1" asks system "PACS" to answer for the images of exam "head CT without contrast" for patient "Luis Mba" and hangs up
      Then the confirmation for exam "head CT without contrast" for patient "Luis Mba" came on a connection opened by system "PACS"
      And look at the screen of device "CT_ER1" and confirm the statement "Both studies bear the mark of a confirmed storage"

  Rule: Dose reports, secondary captures and post-processed series arrive

    @RAD-8 @UAT-TEC-09 @TC-TEC-091 @shall @positive
    Scenario: The dose report stands beside the images
      Purpose: the dose counts for the patient's next examination.
      Look at: the study of Luis Mba on the workstation, with everything that belongs to it.
      Expected: the dose report opens as a document with figures.
      Given exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "chest CT" for patient "Luis Mba"
      And the technologist acquires 2 images of exam "chest CT" for patient "Luis Mba"
      And device "CT_ER1" sends the dose report of exam "chest CT" for patient "Luis Mba"
      And the technologist completes exam "chest CT" for patient "Luis Mba"
      Then the dose report of exam "chest CT" for patient "Luis Mba" is in system "PACS" beside the images
      And look at the screen of system "WORKSTATION" and confirm the statement "The dose report of Luis Mba shows its figures"

    @RAD-8 @RAD-18 @UAT-TEC-09 @TC-TEC-092 @shall @positive
    Scenario: A reconstruction made later joins the study as a series of its own
      Purpose: what was worked out from the images is read with them, and is not taken for them.
      Look at: the series of Luis Mba's chest CT on the workstation.
      Expected: two series: the images and the reconstruction.
      Given exam "chest CT" for patient "Luis Mba" was performed on device "CT_ER1"
      When the radiologist stores a secondary capture with exam "chest CT" for patient "Luis Mba"
      Then the number of series of exam "chest CT" for patient "Luis Mba" in system "PACS" is 2
      And look at the screen of system "WORKSTATION" and confirm the statement "The reconstruction of Luis Mba stands in the study as a series of its own"

  Rule: Sending while the PACS is down: queued, retried, no duplicate, no loss; power cut in mid-send

    @RAD-8 @CONTINUITY @UAT-TEC-10 @TC-TEC-101 @shall @negative
    Scenario: Images made while the archive is down are sent afterwards, once
      Purpose: work goes on, and nobody has to remember what was not sent.
      Look at: the queue of the device, once the archive can be reached again.
      Expected: the queue has emptied by itself, and the study is complete.
      Given exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      When the technologist performs exam "brain MR" for patient "Luis Mba" while system "PACS" cannot be reached from device "MR_1"
      And the link between device "MR_1" and system "PACS" is restored
      Then the number of images of exam "brain MR" for patient "Luis Mba" in system "PACS" is 2
      And look at the screen of device "MR_1" and confirm the statement "The queue of the device is empty"

    @RAD-8 @CONTINUITY @UAT-TEC-10 @TC-TEC-102 @shall @negative
    Scenario: The power fails in the middle of sending, and no image is lost or doubled
      Purpose: power and links fail every week; each failure must end by itself.
      Look at: the number of images in the archive, after the device has started again.
      Expected: exactly the number that was made, each once.
      Done by a person: the harness cuts the line; it cannot cut the power of a real device, which the
      technologist does.
      Given exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the link between device "CT_ER1" and system "PACS" is cut while exam "chest CT" for patient "Ana Torres" is being sent
      And the link between device "CT_ER1" and system "PACS" is restored
      Then the number of images of exam "chest CT" for patient "Ana Torres" in system "PACS" is 12
      And read on the screen of system "PACS" the number of images of exam "chest CT" for patient "Ana Torres"
      When you carry out at device "CT_ER1" the action "Send a study of your own test patient, switch the device off while it sends, and switch it on again"
      Then look at the screen of device "CT_ER1" and confirm the statement "After the restart the device has sent the rest by itself"

  Rule: Rejected images; images moved to the right study

    @RAD-66 @IOCM @UAT-TEC-12 @TC-TEC-121 @shall @positive
    Scenario: A blurred image is rejected and disappears for everybody
      Purpose: what was rejected and is still shown will be read one day.
      Look at: the study of Ana Torres on the workstation, after the rejection.
      Expected: one image of two is left.
      Given exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      When the technologist rejects 1 image of exam "chest X-ray" for patient "Ana Torres" with the reason "quality"
      Then rejected images of exam "chest X-ray" for patient "Ana Torres" are not delivered
      And read on the screen of system "WORKSTATION" the number of images of exam "chest X-ray" for patient "Ana Torres"

    @RAD-66 @IOCM @MESA-109 @UAT-TEC-12 @TC-TEC-122 @shall @positive
    Scenario: Images made under the wrong entry are moved to the right patient
      Purpose: an image of somebody else is a danger as long as it is shown.
      Look at: the studies of Ana Torres and of Luis Mba in the archive.
      Expected: nothing is left under Ana Torres; the images of Luis Mba are complete.
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      And exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When the technologist rejects all images of exam "chest CT" for patient "Ana Torres" with the reason "wrong worklist entry"
      And the technologist performs exam "chest CT" for patient "Luis Mba" on device "CT_ER1"
      Then the number of images of exam "chest CT" for patient "Ana Torres" in system "PACS" is 0
      And read on the screen of system "PACS" the number of images of exam "chest CT" for patient "Luis Mba"
      And look at the screen of system "PACS" and confirm the statement "The chest CT of Ana Torres has disappeared from her study list"
