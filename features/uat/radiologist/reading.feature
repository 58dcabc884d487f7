@radiologist
Feature: The radiologist sees every study as it was made
  A diagnosis rests on the right patient, the right side, the priors and an unchanged image.
  What is missing or altered on the screen is missing in the report.

  Rule: Each completed study is on the reading list once; urgent ones first; none lost for want of the end of the examination

    @RAD-2 @RAD-49 @UAT-RAD-01 @TC-RAD-011 @shall @positive
    Scenario: Finished studies stand on the reading list once, the urgent one first
      Purpose: the patient who cannot wait is read first, and nobody is read twice.
      Look at: your reading list, after both examinations have ended.
      Expected: the head CT of Luis Mba above the chest CT of Ana Torres, each once.
      Given patient "Luis Mba" is on record
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the ordering service orders exam "head CT without contrast" as urgent for patient "Luis Mba"
      Then the worklist entry of exam "head CT without contrast" for patient "Luis Mba" shows priority "urgent"
      When the technologist performs exam "head CT without contrast" for patient "Luis Mba" on device "CT_ER1"
      Then system "RIS" is told once that the images of exam "head CT without contrast" for patient "Luis Mba" are available
      And look at the screen of system "RIS" and confirm the statement "The urgent study of Luis Mba stands above the study of Ana Torres"

    @RAD-6 @RAD-8 @UAT-RAD-01 @TC-RAD-012 @shall @negative
    Scenario: A study whose end was never reported is read all the same
      Purpose: a technologist who forgets one key does not cost a patient her diagnosis.
      Look at: your reading list, or the list of studies whose end is missing.
      Expected: the chest CT of Carlos Nve stands on one of the two, with its images.
      Given exam "chest CT" for patient "Carlos Nve" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "chest CT" for patient "Carlos Nve"
      And the technologist acquires 2 images of exam "chest CT" for patient "Carlos Nve"
      Then the images of exam "chest CT" for patient "Carlos Nve" are stored in system "PACS" and can be retrieved
      And look at the screen of system "RIS" and confirm the statement "The chest CT of Carlos Nve stands on a list that somebody reads every day"

  Rule: All priors open, under the right patient, with presentation states, key images, structured and old reports

    @RAD-14 @RAD-16 @RAD-128 @UAT-RAD-02 @TC-RAD-021 @shall @positive
    Scenario: The prior opens beside the new study, with its key images and its report
      Purpose: priors decide what a finding means.
      Look at: the chest X-ray of Ana Torres, opened from her new chest CT on the workstation.
      Expected: it is hers, its key images are marked, and the old report can be read.
      Done by a person: priors of the old system, with presentation states and structured reports, are looked
      up by the radiologist; this version has none to offer.
      Given exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      And the radiologist has signed as "final" the report "Sin hallazgos." of exam "chest X-ray" for patient "Ana Torres"
      And exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the radiologist marks key images in exam "chest X-ray" for patient "Ana Torres"
      Then read on the screen of system "WORKSTATION" the name, identifier and birth date of patient "Ana Torres"
      And look at the screen of system "WORKSTATION" and confirm the statement "The key images of the earlier X-ray are marked"
      And look at the screen of system "WORKSTATION" and confirm the statement "The report of the earlier X-ray can be read beside the chest CT"

    @UAT-RAD-02 @TC-RAD-022 @shall @positive
    Scenario: Priors of the old system open in the new one
      Purpose: years of images are worth what can still be opened of them.
      Look at: five patients of your choice whose studies were migrated, one of them with annotations.
      Expected: every prior opens, under the right patient, with annotations, key images and old reports.
      Done by a person: all of it: the harness touches invented patients only and cannot look at migrated
      studies.
      When you carry out at system "WORKSTATION" the action "Open all priors of five patients whose studies were migrated"
      Then look at the screen of system "WORKSTATION" and confirm the statement "Every prior opens under the right patient"
      And look at the screen of system "WORKSTATION", confirm the statement "Annotations, key images and old reports are shown as in the old system" and attach the evidence "The list of the five accession numbers, without names"

  Rule: Series and study descriptions and laterality are unchanged, so that hanging protocols work

    @RAD-8 @RAD-16 @UAT-RAD-03 @TC-RAD-031 @shall @positive
    Scenario: The side on the screen is the side that was examined
      Purpose: a swapped side is operated on.
      Look at: the side that the images themselves show; write it down before you look at the request.
      Expected: the side that was ordered, and the layout that your department uses for it.
      Given exam "hand X-ray, left" for patient "Ana Torres" is scheduled on device "DX_1"
      When the technologist performs exam "hand X-ray, left" for patient "Ana Torres" on device "DX_1"
      Then the retrieved images of exam "hand X-ray, left" for patient "Ana Torres" are those that were made, pixel by pixel and word by word
      And read on the screen of system "WORKSTATION" which side the images of patient "Ana Torres" show
      And look at the screen of system "WORKSTATION" and confirm the statement "The study of Ana Torres opens in the layout that is set for a hand"

  Rule: Window, orientation, pixel spacing, cine, multi-frame, colour and lossy flags are unchanged

    @RAD-8 @RAD-16 @UAT-RAD-04 @TC-RAD-041 @shall @positive
    Scenario: The image on the screen is the image that was made
      Purpose: a changed window or a turned image hides what is there.
      Look at: the first MR image of Luis Mba, beside the picture that comes with the question.
      Expected: the same picture; a distance measured on the screen is the one that the ruler of the image
      gives.
      Given exam "knee MR, right" for patient "Luis Mba" is scheduled on device "MR_1"
      When the technologist performs exam "knee MR, right" for patient "Luis Mba" on device "MR_1"
      Then the retrieved images of exam "knee MR, right" for patient "Luis Mba" are those that were made, pixel by pixel and word by word
      And compare the image of exam "knee MR, right" for patient "Luis Mba" on the screen of system "WORKSTATION" with the picture that the device made
      And look at the screen of system "WORKSTATION" and confirm the statement "The measuring tool gives lengths in millimetres on the images of Luis Mba"

    @RAD-8 @RAD-16 @UAT-RAD-04 @TC-RAD-042 @shall @positive
    Scenario: Colour, moving images and compressed images are shown for what they are
      Purpose: flow is read from colour, and a compressed image must say that it is one.
      Look at: the ultrasound of Rosa Eyang; then a film and a compressed image that your own devices have
      made.
      Expected: the same picture, the film at its own speed, and a visible mark on the compressed image.
      Done by a person: films and images compressed with loss come from your own devices; this version makes
      none.
      Given exam "obstetric ultrasound" for patient "Rosa Eyang" was performed on device "US_1"
      Then the retrieved images of exam "obstetric ultrasound" for patient "Rosa Eyang" are those that were made, pixel by pixel and word by word
      And compare the image of exam "obstetric ultrasound" for patient "Rosa Eyang" on the screen of system "WORKSTATION" with the picture that the device made
      And look at the screen of system "WORKSTATION" and confirm the statement "A film of the own ultrasound plays at the speed at which it was made"
      And look at the screen of system "WORKSTATION" and confirm the statement "An image compressed with loss bears a mark that says so"

  Rule: Time to first image for a local and for a remote site, on the site's own link

    @RAD-16 @UAT-RAD-07 @TC-RAD-071 @shall @positive
    Scenario: The first image stands on the screen in time, here and far away
      Purpose: who waits a minute for each study reads half of them.
      Look at: a clock: from the click on the study to the first whole image, three times each.
      Expected: times within what the site has agreed, for a local workstation and over the link of the site.
      Done by a person: the measuring: this version does not time a real workstation.
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      Then the images of exam "chest CT" for patient "Ana Torres" are stored in system "PACS" and can be retrieved
      When you carry out at system "WORKSTATION" the action "Open the chest CT of Ana Torres on a workstation of this hospital and stop the time"
      Then look at the screen of system "WORKSTATION", confirm the statement "The first image stood within the time agreed for this hospital" and attach the evidence "The three times in seconds, with the name of the workstation"
      When you carry out at system "WORKSTATION" the action "Open the chest CT of Ana Torres at the remote site, over its own link, and stop the time"
      Then look at the screen of system "WORKSTATION", confirm the statement "The first image stood within the time agreed for the remote site" and attach the evidence "The three times in seconds, with the kind of the link"

  Rule: Two readers on one study; reading from another hospital

    @ROUTING @UAT-RAD-08 @TC-RAD-081 @shall @positive
    Scenario: Two readers on one study know of each other, one of them in Bata
      Purpose: two reports on one study are one too many; a study that each leaves to the other is read by
      nobody.
      Look at: the chest X-ray of Luis Mba, opened here and then by a colleague in Bata.
      Expected: the images are there too, and the second reader sees who has the study.
      Done by a person: opening the study twice; this version plays no second reader.
      Given exam "bedside chest X-ray" for patient "Luis Mba" was performed on device "CR_1"
      Then exam "bedside chest X-ray" for patient "Luis Mba" reaches destination "BATA" in time
      When you carry out at system "WORKSTATION" the action "Open the study of Luis Mba, and ask a colleague in Bata to open it as well"
      Then look at the screen of system "WORKSTATION" and confirm the statement "The second reader sees who has the study open"
      And look at the screen of system "WORKSTATION" and confirm the statement "The colleague in Bata sees the same images as you"
