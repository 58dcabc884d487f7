@RAD-11 @RAD-49
Feature: Reading starts when the images are there, not before and not never
  The reading list opens a study when the archive says that its images are available.
  A missing announcement leaves a study unread; an early one is read with half its images.

  Rule: The archive announces what it holds, once, and truly

    @MESA-134 @FIELD-18 @TC-AVL-001 @shall @positive
    Scenario: A stored study is announced once
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When the technologist performs exam "chest CT" for patient "Ana Torres" on device "CT_ER1"
      Then system "RIS" is told once that the images of exam "chest CT" for patient "Ana Torres" are available
      And the announcement for exam "chest CT" for patient "Ana Torres" names exactly the images that were made

    @MESA-101 @TC-AVL-002 @shall @positive
    Scenario: The number of images grows from none to all
      Given patient "Luis Mba" is on record
      And exam "brain MR" for patient "Luis Mba" is scheduled on device "MR_1"
      Then the number of images of exam "brain MR" for patient "Luis Mba" in system "PACS" is 0
      When the technologist performs exam "brain MR" for patient "Luis Mba" on device "MR_1"
      Then the number of images of exam "brain MR" for patient "Luis Mba" in system "PACS" is 2

    @TC-AVL-003 @shall @negative
    Scenario: A refused image is not announced
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When device "CT_ER1" sends an image of exam "chest CT" for patient "Ana Torres" that has lost its own number
      Then system "PACS" refuses the image
      And no images of exam "chest CT" for patient "Ana Torres" are announced as available
