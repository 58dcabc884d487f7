# language: fr
# Généré par « interop translate » à partir de features/integration/identity.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@IDENTITY
Fonctionnalité: Entre les systèmes, chacun dit qui il est et fait ce qu'il a le droit de faire
  Un système qui répond à n'importe qui livre chaque patient à qui branche un câble.
  Celui qui repousse les gens de la maison arrête le travail.

  Règle: Un système sait qui l'appelle

    @DICOM.PS3.5.6.2 @TC-IDN-001 @shall @positive
    Plan du scénario: "<system>" sert un appareil qu'il connaît, sous le titre "<titre>"
      Étant donné que le système "<system>" sait qui peut l'appeler
      Lorsque un appareil appelle le système "<system>" sous le titre "<titre>"
      Alors le système "<system>" sert l'appelant

      Exemples:
        | system | titre            |
        | PACS   | enregistré       |
        | PACS   | avec des espaces |
        | RIS    | enregistré       |
        | RIS    | avec des espaces |

    @DICOM.PS3.8.9.3.4 @TC-IDN-002 @shall @negative
    Plan du scénario: "<system>" refuse un appareil sous le titre "<titre>"
      Étant donné que le système "<system>" sait qui peut l'appeler
      Lorsque un appareil appelle le système "<system>" sous le titre "<titre>"
      Alors le système "<system>" refuse l'appelant

      Exemples:
        | system | titre                |
        | PACS   | inconnu              |
        | PACS   | dans une autre casse |
        | PACS   | d'une autre adresse  |
        | RIS    | inconnu              |
        | RIS    | dans une autre casse |
        | RIS    | d'une autre adresse  |

    @DICOM.PS3.8.9.3.4 @TC-IDN-003 @shall @negative
    Plan du scénario: "<system>" refuse qui l'appelle par un titre "<titre>"
      Étant donné que le système "<system>" sait qui peut l'appeler
      Lorsque un appareil que le système "<system>" connaît l'appelle par le titre "<titre>"
      Alors le système "<system>" refuse l'appelant

      Exemples:
        | system | titre                |
        | PACS   | inconnu              |
        | PACS   | dans une autre casse |
        | RIS    | inconnu              |
        | RIS    | dans une autre casse |

  Règle: Chacun fait ce qu'il peut, et rien d'autre

    @TC-IDN-004 @shall @positive
    Plan du scénario: Qui peut "<peut>" dans le système "<system>" et pas "<ne peut pas>" fait ce qu'il peut
      Étant donné que le système "<system>" sait qui peut l'appeler
      Lorsque un appelant qui a le droit : "<peut>", mais pas : "<ne peut pas>", essaie au système "<system>" ceci : "<peut>"
      Alors le système "<system>" sert l'appelant

      Exemples:
        | system | peut                          | ne peut pas        |
        | PACS   | stocker des images            | chercher           |
        | PACS   | chercher                      | stocker des images |
        | RIS    | consulter la liste de travail | chercher           |

    @DICOM.PS3.7.C.5 @TC-IDN-005 @shall @negative
    Plan du scénario: À qui peut "<peut>" dans le système "<system>" on refuse ce qu'il ne peut pas : "<ne peut pas>"
      Étant donné que le système "<system>" sait qui peut l'appeler
      Lorsque un appelant qui a le droit : "<peut>", mais pas : "<ne peut pas>", essaie au système "<system>" ceci : "<ne peut pas>"
      Alors le système "<system>" refuse l'appelant

      Exemples:
        | system | peut                | ne peut pas                   |
        | PACS   | stocker des images  | chercher                      |
        | PACS   | chercher            | stocker des images            |
        | PACS   | chercher            | récupérer                     |
        | RIS    | signaler des étapes | consulter la liste de travail |

    @RAD-16 @DICOM.PS3.4.C @TC-IDN-006 @shall @negative
    Scénario: Les images ne vont pas à un titre qui ressemble seulement à celui enregistré
      Étant donné que l'examen "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Lorsque la station de travail demande au système "PACS" d'envoyer à son titre, mais "dans une autre casse", l'examen "Radiographie du thorax" de la patiente "Ana Torres"
      Alors le système "PACS" refuse la récupération avec le motif "destination inconnue"

  Règle: Les messages des systèmes de la maison sont acceptés

    @HL7.2 @TC-IDN-007 @shall @negative
    Plan du scénario: "<system>" n'accepte aucun message dont il ne connaît pas l'"<expéditeur>"
      Étant donné que le système "<system>" sait de qui il accepte des messages
      Lorsque quelqu'un enregistre dans le système "<system>" le patient "Luis Mba" avec une "<expéditeur>" inconnue
      Alors le système "<system>" refuse le message et dit pourquoi

      Exemples:
        | system | expéditeur  |
        | RIS    | application |
        | RIS    | institution |
        | PACS   | application |
        | PACS   | institution |

    @HL7.2 @TC-IDN-008 @shall @positive
    Plan du scénario: "<system>" accepte les messages d'un expéditeur qu'il connaît
      Étant donné que le système "<system>" sait de qui il accepte des messages
      Lorsque un expéditeur que le système "<system>" connaît enregistre le patient "Luis Mba"
      Alors le système "<system>" accepte le message

      Exemples:
        | system |
        | RIS    |
        | PACS   |

  Règle: Une utilisatrice prouve qui elle est avant d'être servie

    @DICOM.PS3.7.D.3.3.7 @TC-IDN-009 @shall @positive
    Plan du scénario: Une utilisatrice qui prouve qui elle est est servie : "<preuve>"
      Étant donné que le système "PACS" demande qui est l'utilisateur
      Lorsque une utilisatrice prouve au système "PACS" qui elle est : "<preuve>"
      Alors le système "PACS" sert l'appelant

      Exemples:
        | preuve                            |
        | nom d'utilisateur                 |
        | nom d'utilisateur et mot de passe |
        | assertion                         |
        | jeton                             |

    @DICOM.PS3.7.D.3.3.7 @TC-IDN-010 @shall @negative
    Plan du scénario: Personne n'est servi dont la preuve est "<preuve>"
      Étant donné que le système "PACS" demande qui est l'utilisateur
      Lorsque une utilisatrice prouve au système "PACS" qui elle est : "<preuve>"
      Alors le système "PACS" refuse l'appelant

      Exemples:
        | preuve                     |
        | rien                       |
        | nom d'un autre utilisateur |
        | mot de passe erroné        |
        | assertion erronée          |
        | jeton falsifié             |
        | jeton expiré               |

    @DICOM.PS3.7.D.3.3.7.2 @TC-IDN-011 @shall @positive
    Plan du scénario: L'utilisatrice qui demande "<souhait>" n'apprend ni plus ni moins
      Étant donné que le système "PACS" demande qui est l'utilisateur
      Lorsque une utilisatrice qui prouve au système "PACS" qui elle est demande "<souhait>"
      Alors le système "PACS" confirme l'utilisateur seulement s'il en a été prié

      Exemples:
        | souhait          |
        | une confirmation |
        | rien             |
