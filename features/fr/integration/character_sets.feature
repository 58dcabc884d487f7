# language: fr
# Généré par « interop translate » à partir de features/integration/character_sets.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-1 @RAD-5 @RAD-8 @CHARSET
Fonctionnalité: Un nom est le même nom sur tous les écrans
  Les noms de Guinée équatoriale et de ses voisins ont des ñ, ö, œ, ɔ et deux noms de famille.
  Un nom qui arrive abîmé est un autre patient pour celui qui le cherche.

  Règle: Quel que soit le nom, liste, image et archive montrent les lettres enregistrées

    @FIELD-05 @MESA-141 @TC-CHR-001 @shall @positive
    Plan du scénario: Le nom "<patient>" est le même dans chaque système
      Étant donné que le dossier patient "<patient>" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" du dossier patient "<patient>" est programmé sur l'appareil "DX_1"
      Lorsque le manipulateur réalise l'examen "Radiographie du thorax" du dossier patient "<patient>" sur l'appareil "DX_1"
      Alors l'entrée de la liste de travail choisie pour l'examen "Radiographie du thorax" du dossier patient "<patient>" montre l'identité telle qu'elle a été enregistrée
      Et le radiologue trouve l'examen "Radiographie du thorax" du dossier patient "<patient>" sous le nom "<patient>"

      Exemples: Noms d'ici
        | patient                              |
        | Prueba Inés Nguema Ñengono           |
        | Rebeca Bötúkku Prueba                |
        | Zenón Prueba d'Ambô                  |
        | Dra. Ana Nsue Prueba                 |
        | Mokoprueba                           |
        | Fictive Zoé M’Bouémé                 |
        | Essai Mvɔɔ Ɛkang                     |
        | María Auxilia Ficticia de los Santos |

      Exemples: Noms d'ailleurs
        | patient            |
        | Taro Yamada Prueba |

  Règle: Un message se lit comme il le déclare

    @FIELD-05 @TC-CHR-002 @shall @positive
    Plan du scénario: Un enregistrement écrit en <codage> arrive avec ses accents
      Lorsque l'accueil enregistre le dossier patient "<patient>" avec le codage "<codage>"
      Et le service demandeur prescrit l'examen "Radiographie du thorax" pour le dossier patient "<patient>"
      Alors l'entrée de la liste de travail de l'examen "Radiographie du thorax" du dossier patient "<patient>" montre l'identité telle qu'elle a été enregistrée

      Exemples:
        | codage      | patient                     |
        | ASCII       | Ana Torres                  |
        | ISO 8859-1  | Prueba José María Obono Edú |
        | ISO 8859-15 | Essai Anaïs Lecœur-Mvondo   |
        | UTF-8       | Essai Mvɔɔ Ɛkang            |

    @FIELD-05 @TC-CHR-003 @shall @negative
    Scénario: Les accents que le message ne déclare pas ne deviennent pas un autre nom
      Lorsque l'accueil enregistre le patient "Prueba José María Obono Edú" en codage latin mais déclare UTF-8
      Et le service demandeur prescrit l'examen "Radiographie du thorax" pour le patient "Prueba José María Obono Edú"
      Alors aucune entrée de la liste de travail du patient "Prueba José María Obono Edú" ne montre un nom erroné comme s'il était juste

    @FIELD-06 @TC-CHR-004 @should @positive
    Scénario: Un appareil qui ne lit que l'alphabet latin reçoit une liste qu'il peut lire
      Étant donné que la patiente "Prueba Inés Nguema Ñengono" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" de la patiente "Prueba Inés Nguema Ñengono" est programmé sur l'appareil "DX_1"
      Lorsque l'appareil "DX_1" interroge en codage latin la liste de travail de la patiente "Prueba Inés Nguema Ñengono"
      Alors la réponse déclare son codage et montre l'identité de la patiente "Prueba Inés Nguema Ñengono" telle qu'elle a été enregistrée
