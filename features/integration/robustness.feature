@RAD-1 @RAD-2 @HL7.2
Feature: A bad message harms nobody, and the service goes on
  Interfaces get messages from systems that were upgraded last night.
  One of them must not stop the list for everybody else, nor be swallowed as if it had been understood.

  Rule: What cannot be understood is refused with the right reason, and the next order works

    @TC-ROB-001 @shall @negative
    Scenario Outline: A message with the fault "<fault>" is refused for what it is
      Given patient "Ana Torres" is on record
      When the ordering service sends to system "RIS" a message with the fault "<fault>"
      Then system "RIS" refuses the message with the reason "<fault>"
      When the ordering service orders exam "chest CT" for patient "Ana Torres"
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1

      Examples:
        | fault                  |
        | unknown message type   |
        | unknown version        |
        | missing message number |
        | missing patient        |

    @TC-ROB-002 @shall @negative
    Scenario: Half a message is not an order
      Given patient "Ana Torres" is on record
      When the ordering service sends to system "RIS" half an order for patient "Ana Torres" and hangs up
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 0
      When the ordering service orders exam "chest CT" for patient "Ana Torres"
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1

    @TC-ROB-003 @shall @negative
    Scenario: Noise on the line before an order does not eat the order
      Given patient "Luis Mba" is on record
      When the ordering service sends noise to system "RIS" and then an order for exam "brain MR" for patient "Luis Mba"
      Then the number of entries for patient "Luis Mba" in the worklist of device "MR_1" is 1

  Rule: An answer belongs to the message it names

    @FIELD-10 @TC-ROB-004 @shall @positive
    Scenario: Ten orders in a row get ten answers, each its own
      Given patient "Rosa Eyang" is on record
      When the ordering service orders 10 exams "pelvis X-ray" for patient "Rosa Eyang" one after the other
      Then each of the 10 answers names the order it belongs to
      And the number of entries for patient "Rosa Eyang" in the worklist of device "DX_1" is 10

    @FIELD-11 @TC-ROB-005 @shall @positive
    Scenario: A sender that asks for the receipt first gets what it asked for
      Given patient "Luis Mba" is on record
      When the ordering service orders exam "chest CT" for patient "Luis Mba" and asks for a receipt only
      Then system "RIS" sends the receipt that was asked for
      And the number of entries for patient "Luis Mba" in the worklist of device "CT_ER1" is 1

    @FIELD-10 @TC-ROB-007 @shall @negative
    Scenario: An order whose answer was lost is sent again and stays one order
      Given patient "Ana Torres" is on record
      When the ordering service orders exam "chest CT" for patient "Ana Torres", the answer is lost on the line, and the order is sent again
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1

  Rule: A device that breaks off leaves no half-made state

    @TC-ROB-006 @shall @negative
    Scenario: A scanner breaks off while it reads the list
      Given patient "Ana Torres" is on record
      And exam "chest CT" for patient "Ana Torres" is scheduled on device "CT_ER1"
      When device "CT_ER1" breaks off in the middle of its question to the worklist
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1
