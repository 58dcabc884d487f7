@DICOMweb @UPS-RS @DICOM.PS3.18
Feature: Work that is asked for over the web is done once, and is known to be done
  Reconstructions and measurements are handed out by lists of work.
  Two who do the same work, or nobody who does it, delay the report alike.

  Rule: Work is done once, by whoever took it on

    @TC-WEB-015 @shall @positive
    Scenario: A reconstruction is asked for, taken on and done
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the radiologist asks over the web for a reconstruction of exam "chest CT" for patient "Ana Torres"
      And device "MR_1" takes on the reconstruction of exam "chest CT" for patient "Ana Torres"
      And device "MR_1" finishes the reconstruction of exam "chest CT" for patient "Ana Torres"
      Then the reconstruction of exam "chest CT" for patient "Ana Torres" is listed as done

    @TC-WEB-016 @shall @negative
    Scenario: Nobody ends the work that another one took on
      Given exam "chest CT" for patient "Ana Torres" was performed on device "CT_ER1"
      When the radiologist asks over the web for a reconstruction of exam "chest CT" for patient "Ana Torres"
      And device "MR_1" takes on the reconstruction of exam "chest CT" for patient "Ana Torres"
      And device "DX_1" tries to take the reconstruction of exam "chest CT" for patient "Ana Torres" over and to end it
      Then the reconstruction of exam "chest CT" for patient "Ana Torres" is listed as under way

    @TC-WEB-017 @shall @negative
    Scenario: Work that was canceled is not begun
      Given exam "chest CT" for patient "Luis Mba" was performed on device "CT_ER1"
      When the radiologist asks over the web for a reconstruction of exam "chest CT" for patient "Luis Mba"
      And the radiologist asks over the web to cancel the reconstruction of exam "chest CT" for patient "Luis Mba"
      Then the reconstruction of exam "chest CT" for patient "Luis Mba" is listed as canceled
      And device "MR_1" cannot take on the reconstruction of exam "chest CT" for patient "Luis Mba" any more
