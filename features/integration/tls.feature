@TLS
Feature: Between systems, nobody listens in and nobody speaks under another's name
  A connection in the clear shows every patient to whoever plugs in a cable.
  A system that does not look at certificates talks to anybody, and believes anybody.

  Rule: A secure port serves who shows a valid certificate, and nobody else

    @TC-TLS-001 @shall @positive
    Scenario Outline: A device with a valid certificate is served by "<system>"
      Given system "<system>" has a secure port
      When a device connects to the secure port of system "<system>" with certificate "valid"
      Then system "<system>" serves the connection
      And nobody can slip into a renegotiated connection of system "<system>"

      Examples:
        | system |
        | PACS   |
        | RIS    |

    @TC-TLS-002 @shall @negative
    Scenario Outline: "<system>" refuses a device whose certificate is "<certificate>"
      Given system "<system>" has a secure port
      When a device connects to the secure port of system "<system>" with certificate "<certificate>"
      Then system "<system>" refuses the connection

      Examples:
        | system | certificate       |
        | PACS   | expired           |
        | PACS   | not yet valid     |
        | PACS   | unknown authority |
        | PACS   | revoked           |
        | PACS   | missing           |
        | RIS    | expired           |
        | RIS    | not yet valid     |
        | RIS    | unknown authority |
        | RIS    | revoked           |
        | RIS    | missing           |

    @TC-TLS-003 @shall @negative
    Scenario Outline: "<system>" says nothing in the clear on its secure port
      Given system "<system>" has a secure port
      When a device connects without encryption to the secure port of system "<system>"
      Then system "<system>" refuses the connection

      Examples:
        | system |
        | PACS   |
        | RIS    |

    @TC-TLS-004 @shall @negative
    Scenario Outline: A device that encrypts does no harm to the open port: "<system>"
      Given system "<system>" has a secure port
      When a device connects with encryption to the open port of system "<system>"
      Then system "<system>" refuses the connection
      And system "<system>" still serves its open port

      Examples:
        | system |
        | PACS   |
        | RIS    |

  Rule: What is agreed is strong, and holds to the end

    @DICOM.PS3.15.B.10 @TC-TLS-005 @shall @negative
    Scenario Outline: "<system>" does not agree on "<offer>"
      Given system "<system>" has a secure port
      When a device offers only "<offer>" to the secure port of system "<system>"
      Then system "<system>" refuses the connection

      Examples:
        | system | offer   |
        | PACS   | TLS 1.0 |
        | PACS   | TLS 1.1 |
        | RIS    | TLS 1.0 |
        | RIS    | TLS 1.1 |

    @TC-TLS-006 @shall @negative
    Scenario Outline: "<system>" does not agree on the weak protection "<offer>"
      Given system "<system>" has a secure port
      When a device offers only "<offer>" to the secure port of system "<system>"
      Then system "<system>" refuses the connection

      Examples:
        | system | offer         |
        | PACS   | no encryption |
        | PACS   | RC4           |
        | PACS   | export keys   |
        | PACS   | DES           |
        | RIS    | no encryption |
        | RIS    | RC4           |
        | RIS    | export keys   |
        | RIS    | DES           |

    @RAD-8 @TC-TLS-007 @shall @negative
    Scenario: A secure connection that breaks off leaves no half image in the archive
      Given system "PACS" has a secure port
      And patient "Luis Mba" is on record
      And exam "chest X-ray" for patient "Luis Mba" is scheduled on device "DX_1"
      When the secure connection of device "DX_1" to system "PACS" breaks off within an image of exam "chest X-ray" for patient "Luis Mba"
      Then the number of images of exam "chest X-ray" for patient "Luis Mba" in system "PACS" is 0
      And system "PACS" serves who connects next

    @RAD-2 @TC-TLS-012 @shall @negative
    Scenario: A secure connection that breaks off leaves no half order in the RIS
      Given system "RIS" has a secure port
      And patient "Luis Mba" is on record
      When the secure connection of the ordering service to system "RIS" breaks off before the end of an order for patient "Luis Mba"
      Then the number of entries for patient "Luis Mba" in the worklist of device "CT_ER1" is 0
      And system "RIS" serves who connects next

    @TC-TLS-008 @should @positive
    Scenario: The archive gets a new certificate while devices are at work
      Given system "PACS" has a secure port
      When system "PACS" gets a new certificate while a device is connected to its secure port
      Then system "PACS" still serves the connected device
      And the next device sees the new certificate of system "PACS"
