@IDENTITY
Feature: Between systems, everybody says who she is, and does what she may
  A system that answers whoever calls gives every patient away to whoever plugs in a cable.
  One that turns away who belongs to the house stops the work.

  Rule: A system knows who calls it

    @DICOM.PS3.5.6.2 @TC-IDN-001 @shall @positive
    Scenario Outline: "<system>" serves a device that it knows, whose title is "<title>"
      Given system "<system>" knows who may call it
      When a device calls system "<system>" under the title "<title>"
      Then system "<system>" serves the caller

      Examples:
        | system | title       |
        | PACS   | registered  |
        | PACS   | with blanks |
        | RIS    | registered  |
        | RIS    | with blanks |

    @DICOM.PS3.8.9.3.4 @TC-IDN-002 @shall @negative
    Scenario Outline: "<system>" refuses a device whose title is "<title>"
      Given system "<system>" knows who may call it
      When a device calls system "<system>" under the title "<title>"
      Then system "<system>" refuses the caller

      Examples:
        | system | title              |
        | PACS   | unknown            |
        | PACS   | in another case    |
        | PACS   | of another address |
        | RIS    | unknown            |
        | RIS    | in another case    |
        | RIS    | of another address |

    @DICOM.PS3.8.9.3.4 @TC-IDN-003 @shall @negative
    Scenario Outline: "<system>" refuses who calls it by a title that is "<title>"
      Given system "<system>" knows who may call it
      When a device that system "<system>" knows calls it by the title "<title>"
      Then system "<system>" refuses the caller

      Examples:
        | system | title           |
        | PACS   | unknown         |
        | PACS   | in another case |
        | RIS    | unknown         |
        | RIS    | in another case |

  Rule: Each does what it may, and nothing else

    @TC-IDN-004 @shall @positive
    Scenario Outline: Who may "<may>" at "<system>" and not "<may not>" does what it may
      Given system "<system>" knows who may call it
      When a caller who may "<may>" but not "<may not>" tries at system "<system>" to "<may>"
      Then system "<system>" serves the caller

      Examples:
        | system | may              | may not      |
        | PACS   | store images     | search       |
        | PACS   | search           | store images |
        | RIS    | ask the worklist | search       |

    @DICOM.PS3.7.C.5 @TC-IDN-005 @shall @negative
    Scenario Outline: Who may "<may>" at "<system>" is refused what it may not: "<may not>"
      Given system "<system>" knows who may call it
      When a caller who may "<may>" but not "<may not>" tries at system "<system>" to "<may not>"
      Then system "<system>" refuses the caller

      Examples:
        | system | may          | may not          |
        | PACS   | store images | search           |
        | PACS   | search       | store images     |
        | PACS   | search       | retrieve         |
        | RIS    | report steps | ask the worklist |

    @RAD-16 @DICOM.PS3.4.C @TC-IDN-006 @shall @negative
    Scenario: Images do not go to a title that only looks like the registered one
      Given exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      When the workstation asks system "PACS" to send exam "chest X-ray" for patient "Ana Torres" to its title, but "in another case"
      Then system "PACS" refuses the retrieval with the reason "destination unknown"

  Rule: Messages are taken from systems of the house

    @HL7.2 @TC-IDN-007 @shall @negative
    Scenario Outline: "<system>" takes no message whose "<sender>" is unknown
      Given system "<system>" knows whose messages it takes
      When somebody registers patient "Luis Mba" in system "<system>" with an unknown "<sender>"
      Then system "<system>" refuses the message and says why

      Examples:
        | system | sender      |
        | RIS    | application |
        | RIS    | facility    |
        | PACS   | application |
        | PACS   | facility    |

    @HL7.2 @TC-IDN-008 @shall @positive
    Scenario Outline: "<system>" takes the messages of a sender that it knows
      Given system "<system>" knows whose messages it takes
      When a sender that system "<system>" knows registers patient "Luis Mba"
      Then system "<system>" accepts the message

      Examples:
        | system |
        | RIS    |
        | PACS   |

  Rule: A user proves who she is before she is served

    @DICOM.PS3.7.D.3.3.7 @TC-IDN-009 @shall @positive
    Scenario Outline: A user is served who proves who she is: "<proof>"
      Given system "PACS" asks who the user is
      When a user proves to system "PACS" who she is: "<proof>"
      Then system "PACS" serves the caller

      Examples:
        | proof                  |
        | user name              |
        | user name and passcode |
        | assertion              |
        | token                  |

    @DICOM.PS3.7.D.3.3.7 @TC-IDN-010 @shall @negative
    Scenario Outline: Nobody is served whose proof is "<proof>"
      Given system "PACS" asks who the user is
      When a user proves to system "PACS" who she is: "<proof>"
      Then system "PACS" refuses the caller

      Examples:
        | proof               |
        | nothing             |
        | another user's name |
        | wrong passcode      |
        | wrong assertion     |
        | forged token        |
        | expired token       |

    @DICOM.PS3.7.D.3.3.7.2 @TC-IDN-011 @shall @positive
    Scenario Outline: A user who asks for "<wish>" is told no more and no less
      Given system "PACS" asks who the user is
      When a user who proves to system "PACS" who she is asks for "<wish>"
      Then system "PACS" confirms the user exactly where it was asked to

      Examples:
        | wish           |
        | a confirmation |
        | nothing        |
