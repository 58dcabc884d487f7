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
