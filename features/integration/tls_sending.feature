@TLS
Feature: What leaves a system goes to whom it could verify
  A system that sends without looking at the certificate hands images and reports to whoever answers.

  Rule: A system sends to whom it could verify, and to nobody else

    @RAD-16 @TC-TLS-009 @shall @positive
    Scenario: Images travel encrypted to a workstation that could be verified
      Given exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      And the workstation shows system "PACS" the certificate "valid"
      When the radiologist has system "PACS" send exam "chest X-ray" for patient "Ana Torres" to the workstation
      Then the fetched images of exam "chest X-ray" for patient "Ana Torres" are those that were made

    @RAD-16 @TC-TLS-010 @shall @negative
    Scenario Outline: No image goes to a workstation whose certificate is "<certificate>"
      Given exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      And the workstation shows system "PACS" the certificate "<certificate>"
      When the radiologist has system "PACS" send exam "chest X-ray" for patient "Ana Torres" to the workstation
      Then system "PACS" refuses the certificate and sends nothing

      Examples:
        | certificate       |
        | expired           |
        | not yet valid     |
        | other host        |
        | unknown authority |
        | revoked           |

    @RAD-128 @TC-TLS-011 @shall @negative
    Scenario Outline: A report waits while the certificate of the medical record is "<certificate>"
      Given exam "chest X-ray" for patient "Carlos Nve" was performed on device "DX_1"
      And system "EMR" shows system "RIS" the certificate "<certificate>"
      When the radiologist signs as "final" the report "Sin hallazgos." of exam "chest X-ray" for patient "Carlos Nve"
      And system "RIS" has refused the certificate of system "EMR"
      And system "EMR" shows a valid certificate again
      Then the ordering physician sees the report of exam "chest X-ray" for patient "Carlos Nve" with status "final"

      Examples:
        | certificate |
        | expired     |
        | other host  |
