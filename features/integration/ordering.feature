@RAD-2 @RAD-3
Feature: An order reaches radiology once, and the ordering physician sees what becomes of it
  The ordering physician types an order in the medical record and waits for its examination.
  An order that is lost, doubled or silently refused means an examination not done, or done twice.

  Rule: An order is taken over with its own number, and the physician gets the accession number back

    @TC-ORD-001 @shall @positive
    Scenario: A chest CT is ordered and its accession number comes back
      Given patient "Ana Torres" is on record
      When the ordering service orders exam "chest CT" for patient "Ana Torres"
      Then system "RIS" accepts the message
      And the ordering physician sees exam "chest CT" for patient "Ana Torres" as "scheduled"
      And the ordering physician sees the accession number that stands on the worklist for exam "chest CT" for patient "Ana Torres"

    @TC-ORD-002 @shall @positive
    Scenario: An urgent order is urgent at the scanner
      Given patient "Luis Mba" is on record
      When the ordering service orders exam "head CT without contrast" as urgent for patient "Luis Mba"
      Then the worklist entry of exam "head CT without contrast" for patient "Luis Mba" shows priority "urgent"

    @FIELD-01 @TC-ORD-003 @shall @positive
    Scenario: A long order number comes back whole with the status
      Given patient "Ana Torres" is on record
      When the ordering service orders exam "chest CT" for patient "Ana Torres" under an order number of 22 characters
      Then the ordering physician sees exam "chest CT" for patient "Ana Torres" as "scheduled"
      And the worklist entry of exam "chest CT" for patient "Ana Torres" carries the identifiers of the order

    @MESA-107 @TC-ORD-004 @shall @positive
    Scenario: The ordering physician sees when the examination begins and when it ends
      Given patient "Carlos Nve" is on record
      And exam "chest CT" for patient "Carlos Nve" is scheduled on device "CT_ER1"
      When the technologist starts on device "CT_ER1" exam "chest CT" for patient "Carlos Nve"
      Then the ordering physician sees exam "chest CT" for patient "Carlos Nve" as "in progress"
      When the technologist acquires 2 images of exam "chest CT" for patient "Carlos Nve"
      And the technologist completes exam "chest CT" for patient "Carlos Nve"
      Then the ordering physician sees exam "chest CT" for patient "Carlos Nve" as "completed"

    @FIELD-11 @TC-ORD-011 @shall @positive
    Scenario: A sender that asks for receipt and answer gets both
      Given patient "Luis Mba" is on record
      When the ordering service orders exam "chest CT" for patient "Luis Mba" and asks for a receipt and an answer
      Then system "RIS" sends the receipt and then the answer
      And the number of entries for patient "Luis Mba" in the worklist of device "CT_ER1" is 1

  Rule: An order made in radiology is known to the medical record under both numbers

    @TC-ORD-005 @shall @positive
    Scenario: The radiology desk enters an order that came by telephone
      Given patient "Luis Mba" is on record
      When the radiology desk orders exam "pelvis X-ray" for patient "Luis Mba"
      Then the medical record answers with an order number of its own for exam "pelvis X-ray" for patient "Luis Mba"
      And the worklist entry of exam "pelvis X-ray" for patient "Luis Mba" carries the identifiers of the order

    @TC-ORD-006 @shall @negative
    Scenario: What the radiology desk cancels is cancelled in the medical record too
      Given patient "Pedro Abeso" is on record
      And exam "chest CT" for patient "Pedro Abeso" is scheduled on device "CT_ER1"
      When the radiology desk cancels exam "chest CT" for patient "Pedro Abeso"
      Then the ordering physician sees exam "chest CT" for patient "Pedro Abeso" as "cancelled"
      And exam "chest CT" for patient "Pedro Abeso" is no longer in the worklist of device "CT_ER1"

  Rule: An order that cannot be carried out is refused with a reason, never dropped

    @TC-ORD-007 @shall @negative
    Scenario: An order for a patient whom radiology does not know
      When the ordering service orders exam "chest CT" for the unknown patient "Rosa Eyang"
      Then system "RIS" refuses the message with the reason "unknown patient"
      And the number of entries for patient "Rosa Eyang" in the worklist of device "CT_ER1" is 0

    @TC-ORD-008 @shall @negative
    Scenario: An order for an examination that is not in the catalogue
      Given patient "Ana Torres" is on record
      When the ordering service orders for patient "Ana Torres" an exam that radiology does not offer
      Then system "RIS" refuses the message with the reason "unknown exam"
      And the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 0

    @TC-ORD-009 @shall @negative
    Scenario: The cancellation of an order that was never placed
      Given patient "Ana Torres" is on record
      When the ordering service cancels for patient "Ana Torres" an order that was never placed
      Then system "RIS" refuses the message with the reason "unknown order"

  Rule: An order sent twice is one examination

    @FIELD-10 @TC-ORD-010 @shall @negative
    Scenario: The medical record heard no answer and sends the order again
      Given patient "Ana Torres" is on record
      When the ordering service orders exam "chest CT" for patient "Ana Torres"
      And the ordering service sends the order for exam "chest CT" for patient "Ana Torres" a second time
      Then system "RIS" accepts the message
      And the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1
