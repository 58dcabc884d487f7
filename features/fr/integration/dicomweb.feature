# language: fr
# Généré par « interop translate » à partir de features/integration/dicomweb.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@DICOMweb @DICOM.PS3.18
Fonctionnalité: L'archive dit la même chose dans le navigateur qu'à la station de travail
  Le service regarde les images dans un navigateur, le radiologue à sa station de travail.
  Là où chacun reçoit autre chose, deux personnes soignent deux patients différents.

  Règle: Une recherche par le web trouve ce que l'archive possède, ni plus ni moins

    @TC-WEB-001 @shall @positive
    Scénario: Examen, séries et images sont les mêmes pour les deux
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" de la patiente "Ana Torres" a été réalisé sur l'appareil "MR_1"
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue recherche par le web dans le système "PACS" l'identifiant de la patiente "Ana Torres"
      Alors la recherche par le web trouve 1 examen
      Et le système "PACS" dit de l'examen "IRM cérébrale" de la patiente "Ana Torres" la même chose par le web qu'à une station de travail

    @TC-WEB-002 @shall @positive
    Scénario: Les pages d'une longue liste sont la liste entière
      Étant donné que l'examen "IRM cérébrale" de la patiente "Ana Torres" a été réalisé sur l'appareil "MR_1"
      Lorsque le manipulateur ajoute une série à l'examen "IRM cérébrale" de la patiente "Ana Torres"
      Et le radiologue demande par le web la liste des images de l'examen "IRM cérébrale" de la patiente "Ana Torres" par pages de 3
      Alors les pages réunies donnent les images de l'examen "IRM cérébrale" de la patiente "Ana Torres", chacune une fois

    @CHARSET @TC-WEB-003 @shall @positive
    Scénario: Un nom garde ses lettres dans le navigateur
      Étant donné que la patiente "Prueba Inés Nguema Ñengono" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" de la patiente "Prueba Inés Nguema Ñengono" a été réalisé sur l'appareil "DX_1"
      Lorsque le radiologue recherche par le web dans le système "PACS" l'identifiant de la patiente "Prueba Inés Nguema Ñengono"
      Alors la recherche par le web trouve 1 examen
      Et le nom trouvé par le web est celui sous lequel la patiente "Prueba Inés Nguema Ñengono" est enregistré

  Règle: Ce qui est récupéré par le web est ce qui a été fait

    @TC-WEB-004 @shall @positive
    Scénario: Un examen est récupéré par le web
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue récupère par le web depuis le système "PACS" l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors les images obtenues de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont celles qui ont été faites

    @TC-WEB-005 @shall @positive
    Scénario: Les images compressées arrivent par le web telles qu'elles ont été envoyées
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur réalise l'examen "Scanner thoracique" du patient "Luis Mba" sur l'appareil "CT_ER1" avec compression sans perte
      Et le radiologue récupère par le web depuis le système "PACS" l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors les images récupérées de l'examen "Scanner thoracique" du patient "Luis Mba" sont encore compressées comme à l'envoi

    @TC-WEB-006 @shall @positive
    Scénario: La description d'un examen est celle de ses images
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Alors la description par le web de l'examen "Scanner thoracique" de la patiente "Ana Torres" est celle des images, mot pour mot

    @TC-WEB-007 @should @positive
    Scénario: Les trames d'un film arrivent une à une
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Échographie abdominale" de la patiente "Ana Torres" est programmé sur l'appareil "US_1"
      Lorsque le manipulateur réalise l'examen "Échographie abdominale" de la patiente "Ana Torres" sur l'appareil "US_1" sous forme de film
      Alors les trames de l'examen "Échographie abdominale" de la patiente "Ana Torres" arrivent par le web une à une telles qu'elles ont été faites
      Et une image de l'examen "Échographie abdominale" de la patiente "Ana Torres" peut être vue dans un navigateur

    @TC-WEB-008 @shall @negative
    Scénario: Un examen qui n'existe pas n'est pas transmis par le web comme un succès vide
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue récupère par le web un examen qui n'a jamais été fait
      Alors le système "PACS" dit par le web que cet examen n'existe pas

    @TC-WEB-012 @should @positive
    Scénario: Une vue montre le contraste et a la taille demandés
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Alors les vues de l'examen "Scanner thoracique" de la patiente "Ana Torres" montrent le contraste que choisit le radiologue
      Et une vue de l'examen "Scanner thoracique" de la patiente "Ana Torres" tient dans un espace de 12 sur 20 points

  Règle: Ce qui est envoyé par le web est archivé, ou nommé comme refusé

    @TC-WEB-009 @shall @positive
    Scénario: Les images envoyées par le web parviennent à la station de travail
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web au système "PACS" l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le système "PACS" dit par le web qu'il a archivé 2 images et refusé 0
      Et les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" reviennent à une station de travail telles qu'elles ont été envoyées par le web

    @TC-WEB-010 @shall @negative
    Scénario: Une image d'un autre examen est refusée nommément
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner cérébral sans injection" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web l'examen "Scanner thoracique" de la patiente "Ana Torres", avec une image de l'examen "Scanner cérébral sans injection"
      Alors le système "PACS" dit par le web qu'il a archivé 2 images et refusé 1
      Et le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 2

    @TC-WEB-011 @shall @negative
    Scénario: Ce qui n'est pas une image est refusé par le web
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web l'examen "Scanner thoracique" du patient "Luis Mba" comme un fichier d'un autre type
      Alors le système "PACS" le refuse par le web et n'a aucune image de l'examen "Scanner thoracique" du patient "Luis Mba"

    @TC-WEB-013 @should @positive
    Plan du scénario: Les images dont la description est envoyée en "<format>" sont de nouveau entières dans l'archive
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web l'examen "Scanner thoracique" de la patiente "Ana Torres", la description en "<format>" et les pixels à part
      Alors le système "PACS" dit par le web qu'il a archivé 2 images et refusé 0
      Et les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" reviennent à une station de travail telles qu'elles ont été envoyées par le web

      Exemples:
        | format |
        | JSON   |
        | XML    |

    @TC-WEB-014 @should @negative
    Scénario: Une image qui arrive sans ses pixels est refusée, et les autres sont archivées
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web l'examen "Scanner thoracique" du patient "Luis Mba" par parties, sans les pixels de la dernière image
      Alors le système "PACS" dit par le web qu'il a archivé 2 images et refusé 1
      Et le nombre d'images de l'examen "Scanner thoracique" du patient "Luis Mba" dans le système "PACS" est de 2

  Règle: Le travail est fait une fois, par qui s'en est chargé

    @UPS-RS @TC-WEB-015 @shall @positive
    Scénario: Une reconstruction est demandée, prise en charge et faite
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue demande par le web une reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et l'appareil "MR_1" se charge de la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et l'appareil "MR_1" termine la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres" figure comme terminée

    @UPS-RS @TC-WEB-016 @shall @negative
    Scénario: Personne ne termine le travail dont un autre s'est chargé
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue demande par le web une reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et l'appareil "MR_1" se charge de la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et l'appareil "DX_1" essaie de s'emparer de la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres" et de la terminer
      Alors la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres" figure comme en cours

    @UPS-RS @TC-WEB-017 @shall @negative
    Scénario: Un travail annulé n'est pas commencé
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue demande par le web une reconstruction de l'examen "Scanner thoracique" du patient "Luis Mba"
      Et le radiologue demande par le web l'annulation de la reconstruction de l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors la reconstruction de l'examen "Scanner thoracique" du patient "Luis Mba" figure comme annulée
      Et l'appareil "MR_1" ne peut plus se charger de la reconstruction de l'examen "Scanner thoracique" du patient "Luis Mba"
