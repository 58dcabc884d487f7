# language: fr
# Généré par « interop translate » à partir de features/integration/commitment.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-10 @DICOM.PS3.4.J
Fonctionnalité: L'appareil n'efface une image qu'une fois que l'archive en a répondu
  Les disques locaux sont petits, et les images sont effacées dès que l'archive en prend la charge.
  Une confirmation qui dit plus que la vérité détruit un examen.

  Règle: L'archive répond de chaque image dont on l'interroge

    @TC-COM-001 @shall @positive
    Scénario: Un examen complet est confirmé
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" demande au système "PACS" l'engagement de stockage des images de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le système "PACS" confirme l'engagement de stockage de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées

    @FIELD-12 @MESA-251 @TC-COM-002 @shall @positive
    Scénario: La réponse arrive plus tard, par une connexion que l'archive ouvre
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" a été réalisé sur l'appareil "MR_1"
      Lorsque l'appareil "MR_1" demande au système "PACS" l'engagement de stockage des images de l'examen "IRM cérébrale" du patient "Luis Mba" et coupe la connexion
      Alors le système "PACS" confirme l'engagement de stockage de l'examen "IRM cérébrale" du patient "Luis Mba"
      Et la confirmation de l'examen "IRM cérébrale" du patient "Luis Mba" arrive par une connexion ouverte par le système "PACS"

  Règle: Ce que l'archive n'a pas est nommé, image par image

    @TC-COM-003 @shall @negative
    Scénario: Une image sur trois n'est jamais arrivée
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" demande au système "PACS" l'engagement de stockage aussi pour une image jamais envoyée de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le système "PACS" répond de 2 images de l'examen "Scanner thoracique" de la patiente "Ana Torres" et en signale 1 comme manquante

    @FIELD-09 @TC-COM-004 @shall @negative
    Scénario: Rien de l'examen n'est arrivé
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur fait 2 images de l'examen "Scanner thoracique" de la patiente "Ana Torres" et ne les envoie pas
      Et l'appareil "CT_ER1" demande au système "PACS" l'engagement de stockage des images de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le système "PACS" répond de 0 image de l'examen "Scanner thoracique" de la patiente "Ana Torres" et en signale 2 comme manquantes

    @TC-COM-005 @shall @negative
    Scénario: L'archive est interrogée de nouveau plus tard et dit toujours la vérité
      Étant donné que l'examen "Radiographie du thorax" du patient "Luis Mba" est programmé sur l'appareil "DX_1"
      Lorsque le manipulateur fait 1 image de l'examen "Radiographie du thorax" du patient "Luis Mba" et ne l'envoie pas
      Et l'appareil "DX_1" demande au système "PACS" l'engagement de stockage des images de l'examen "Radiographie du thorax" du patient "Luis Mba"
      Alors le système "PACS" répond de 0 image de l'examen "Radiographie du thorax" du patient "Luis Mba" et en signale 1 comme manquante
      Lorsque l'appareil "DX_1" envoie de nouveau les images de l'examen "Radiographie du thorax" du patient "Luis Mba"
      Et l'appareil "DX_1" demande au système "PACS" l'engagement de stockage des images de l'examen "Radiographie du thorax" du patient "Luis Mba"
      Alors le système "PACS" confirme l'engagement de stockage de l'examen "Radiographie du thorax" du patient "Luis Mba"
