@DICOMweb @DICOM.PS3.18
Feature: What is sent to the archive over the web is kept whole
  More and more devices and portals send over the web instead of the old way.
  An image that is called stored and is not cannot be made again.

  Rule: What is sent over the web is stored, or named as refused

    @TC-WEB-009 @shall @positive
    Scenario: Images sent over the web reach the workstation
      Given exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When device "CT_ER1" sends exam "chest CT" for patient "Ana Torres" to system "PACS" over the web
      Then system "PACS" says over the web that it stored 2 images and refused 0
      And the images of exam "chest CT" for patient "Ana Torres" come back to a workstation as they were sent over the web

    @TC-WEB-010 @shall @negative
    Scenario: An image of another study is refused by its name
      Given exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      And exam "head CT without contrast" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When device "CT_ER1" sends exam "chest CT" for patient "Ana Torres" over the web, with one image of exam "head CT without contrast"
      Then system "PACS" says over the web that it stored 2 images and refused 1
      And the number of images of exam "chest CT" for patient "Ana Torres" in system "PACS" is 2

    @TC-WEB-011 @shall @negative
    Scenario: What is no image is refused over the web
      Given exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When device "CT_ER1" sends exam "chest CT" for patient "Luis Mba" over the web as a file of another kind
      Then system "PACS" refuses it over the web and has no image of exam "chest CT" for patient "Luis Mba"

    @TC-WEB-013 @should @positive
    Scenario Outline: Images whose description is sent in "<format>" are whole again in the archive
      Given exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When device "CT_ER1" sends exam "chest CT" for patient "Ana Torres" over the web, description in "<format>" and pixels apart
      Then system "PACS" says over the web that it stored 2 images and refused 0
      And the images of exam "chest CT" for patient "Ana Torres" come back to a workstation as they were sent over the web

      Examples:
        | format |
        | JSON   |
        | XML    |

    @TC-WEB-014 @should @negative
    Scenario: An image that comes without its pixels is refused, and the others are stored
      Given exam "chest CT" for patient "Luis Mba" is scheduled on device "CT_ER1"
      When device "CT_ER1" sends exam "chest CT" for patient "Luis Mba" over the web in parts, without the pixels of the last image
      Then system "PACS" says over the web that it stored 2 images and refused 1
      And the number of images of exam "chest CT" for patient "Luis Mba" in system "PACS" is 2
