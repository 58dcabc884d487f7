@RAD-1 @RAD-5 @RAD-8 @CHARSET
Feature: A name is the same name on every screen
  Names of Equatorial Guinea and its neighbours have ñ, ö, œ, ɔ and two surnames.
  A name that arrives broken is another patient to whoever searches for it.

  Rule: Whatever the name, list, image and archive show the letters that were registered

    @FIELD-05 @MESA-141 @TC-CHR-001 @shall @positive
    Scenario Outline: <patient> is the same at every hop
      Given patient "<patient>" is on record
      And exam "chest X-ray" for patient "<patient>" is scheduled on device "DX_1"
      When the technologist performs exam "chest X-ray" for patient "<patient>" on device "DX_1"
      Then the worklist entry taken for exam "chest X-ray" for patient "<patient>" shows the patient as registered
      And the radiologist finds exam "chest X-ray" for patient "<patient>" under the name "<patient>"

      Examples: Names of this house
        | patient                                           |
        | Prueba Inés Nguema Ñengono                        |
        | Rebeca Bötúkku Prueba                             |
        | Zenón Prueba d'Ambô                               |
        | Dra. Ana Nsue Prueba                              |
        | Mokoprueba                                        |
        | Fictive Zoé M’Bouémé                              |
        | Essai Mvɔɔ Ɛkang                                  |
        | María Auxilia Ficticia de los Santos              |

      Examples: Names from far away
        | patient                                           |
        | Taro Yamada Prueba                                |

  Rule: What a message declares is how it is read

    @FIELD-05 @TC-CHR-002 @shall @positive
    Scenario Outline: A registration written in <encoding> arrives with its accents
      When the admissions desk registers patient "<patient>" in encoding "<encoding>"
      And the ordering service orders exam "chest X-ray" for patient "<patient>"
      Then the worklist entry of exam "chest X-ray" for patient "<patient>" shows the patient as registered

      Examples:
        | encoding    | patient                     |
        | ASCII       | Ana Torres                  |
        | ISO 8859-1  | Prueba José María Obono Edú |
        | ISO 8859-15 | Essai Anaïs Lecœur-Mvondo   |
        | UTF-8       | Essai Mvɔɔ Ɛkang            |

    @FIELD-05 @TC-CHR-003 @shall @negative
    Scenario: Accents that the message does not declare are not guessed into another name
      When the admissions desk registers patient "Prueba José María Obono Edú" in Latin letters but declares UTF-8
      And the ordering service orders exam "chest X-ray" for patient "Prueba José María Obono Edú"
      Then no worklist entry of patient "Prueba José María Obono Edú" shows a wrong name as if it were right

    @FIELD-06 @TC-CHR-004 @should @positive
    Scenario: A scanner that reads only Latin letters gets a list that it can read
      Given patient "Prueba Inés Nguema Ñengono" is on record
      And exam "chest X-ray" for patient "Prueba Inés Nguema Ñengono" is scheduled on device "DX_1"
      When device "DX_1" asks the worklist in Latin letters for patient "Prueba Inés Nguema Ñengono"
      Then the answer declares its letters and shows patient "Prueba Inés Nguema Ñengono" as registered
