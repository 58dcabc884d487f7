# language: fr
# Généré par « interop translate » à partir de features/integration/storage.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-8
Fonctionnalité: Une image que l'archive a acceptée est là, complète et inchangée
  L'appareil efface ce que l'archive a accepté.
  Une image acceptée et non gardée, ou gardée et modifiée, est perdue pour le patient.

  Règle: Ce qui est accepté peut être récupéré, bit par bit

    @FIELD-17 @TC-STO-001 @shall @positive
    Plan du scénario: Les images de l'examen "<examen>" reviennent telles qu'elles ont été faites
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "<examen>" de la patiente "Ana Torres" est programmé sur l'appareil "<appareil>"
      Lorsque le manipulateur réalise l'examen "<examen>" de la patiente "Ana Torres" sur l'appareil "<appareil>"
      Alors les images de l'examen "<examen>" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées
      Et les images récupérées de l'examen "<examen>" de la patiente "Ana Torres" sont celles qui ont été faites, pixel par pixel et mot pour mot

      Exemples:
        | examen                                | appareil |
        | Scanner thoracique                    | CT_ER1   |
        | IRM du genou — côté droit             | MR_1     |
        | Radiographie de la main — côté gauche | DX_1     |
        | Radiographie du thorax au lit         | CR_1     |
        | Échographie abdominale                | US_1     |
        | Mammographie bilatérale               | MG_1     |

    @TC-STO-002 @shall @positive
    Scénario: Le rapport de dose arrive avec l'examen
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner thoracique" du patient "Luis Mba"
      Et le manipulateur acquiert 2 images de l'examen "Scanner thoracique" du patient "Luis Mba"
      Et l'appareil "CT_ER1" envoie le rapport de dose de l'examen "Scanner thoracique" du patient "Luis Mba"
      Et le manipulateur clôture l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors le rapport de dose de l'examen "Scanner thoracique" du patient "Luis Mba" est dans le système "PACS" avec les images

    @RAD-18 @TC-STO-003 @shall @positive
    Scénario: Une reconstruction ultérieure rejoint le même examen comme série à part
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue archive une capture secondaire avec l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors le nombre de séries de l'examen "Scanner thoracique" du patient "Luis Mba" dans le système "PACS" est de 2
      Et les images de l'examen "Scanner thoracique" du patient "Luis Mba" sont archivées dans le système "PACS" et peuvent être récupérées

    @FIELD-14 @TC-STO-004 @shall @positive
    Scénario: Les images compressées restent compressées comme à l'envoi
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" de la patiente "Ana Torres" est programmé sur l'appareil "DX_1"
      Lorsque le manipulateur réalise l'examen "Radiographie du thorax" de la patiente "Ana Torres" sur l'appareil "DX_1" avec compression sans perte
      Alors les images de l'examen "Radiographie du thorax" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées
      Et les images récupérées de l'examen "Radiographie du thorax" de la patiente "Ana Torres" sont encore compressées comme à l'envoi

    @FIELD-13 @TC-STO-005 @shall @positive
    Scénario: Un examen portant le plus long numéro permis par la norme est archivé
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque le manipulateur réalise sur l'appareil "CT_ER1" l'examen non programmé "Scanner thoracique" du patient "Luis Mba" avec un numéro d'examen de 64 caractères
      Alors les images de l'examen "Scanner thoracique" du patient "Luis Mba" sont archivées dans le système "PACS" et peuvent être récupérées

  Règle: Ce qui n'est pas gardé est refusé en termes clairs

    @FIELD-09 @TC-STO-006 @shall @negative
    Scénario: Une image qui n'est pas ce qu'elle dit être
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie une image sans numéro propre de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le système "PACS" refuse l'image
      Et le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 0

    @FIELD-07 @TC-STO-007 @shall @negative
    Scénario: Un appareil appelle l'archive par un nom erroné
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" appelle le système "PACS" sous le nom "PACS_OLD"
      Alors le système "PACS" refuse la connexion avec le motif "nom appelé non reconnu"

    @FIELD-09 @TC-STO-010 @shall @negative
    Scénario: Ce que l'archive n'avait pas la place de garder est renvoyé quand il y a de la place
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Lorsque le manipulateur réalise l'examen "IRM cérébrale" du patient "Luis Mba" sur l'appareil "MR_1" alors que le système "PACS" n'a plus de place pour des images
      Et le système "PACS" a de nouveau de la place pour des images
      Alors l'appareil "MR_1" renvoie les images qui ne tenaient pas dans le système "PACS"
      Et le nombre d'images de l'examen "IRM cérébrale" du patient "Luis Mba" dans le système "PACS" est de 2

    @RAD-18 @TC-STO-009 @shall @negative
    Scénario: Une reconstruction envoyée deux fois est une seule série
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue archive une capture secondaire avec l'examen "Scanner thoracique" du patient "Luis Mba"
      Et l'appareil "CT_ER1" envoie de nouveau les images de l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors le nombre de séries de l'examen "Scanner thoracique" du patient "Luis Mba" dans le système "PACS" est de 2
      Et le nombre d'images de l'examen "Scanner thoracique" du patient "Luis Mba" dans le système "PACS" est de 3

    @TC-STO-008 @shall @negative
    Scénario: Une image envoyée deux fois est une seule image
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie de nouveau les images de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 2
