# language: fr
# Généré par « interop translate » à partir de features/integration/rejection.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-66 @IOCM
Fonctionnalité: Les images à ne pas utiliser disparaissent pour tous
  Une image floue n'est qu'une gêne ; l'image de quelqu'un d'autre est un danger.
  Ce qui a été rejeté et se montre encore sera lu un jour.

  Règle: Une image rejetée n'est plus trouvée ni transmise

    @TC-REJ-001 @shall @positive
    Scénario: Une image sur deux est rejetée pour sa qualité
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Lorsque le manipulateur rejette 1 image de l'examen "Radiographie du thorax" de la patiente "Ana Torres" avec le motif "qualité"
      Alors le nombre d'images de l'examen "Radiographie du thorax" de la patiente "Ana Torres" dans le système "PACS" est de 1
      Et les images rejetées de l'examen "Radiographie du thorax" de la patiente "Ana Torres" ne sont pas transmises

    @TC-REJ-002 @shall @positive
    Scénario: Un examen entier est rejeté pour la sécurité du patient
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le manipulateur rejette toutes les images de l'examen "Scanner thoracique" du patient "Luis Mba" avec le motif "sécurité du patient"
      Alors le nombre d'images de l'examen "Scanner thoracique" du patient "Luis Mba" dans le système "PACS" est de 0
      Et les images rejetées de l'examen "Scanner thoracique" du patient "Luis Mba" ne sont pas transmises

    @MESA-109 @TC-REJ-003 @shall @positive
    Scénario: Les images faites sous la mauvaise entrée passent au bon patient
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur rejette toutes les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" avec le motif "mauvaise entrée de la liste de travail"
      Et le manipulateur réalise l'examen "Scanner thoracique" du patient "Luis Mba" sur l'appareil "CT_ER1"
      Alors le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 0
      Et le nombre d'images de l'examen "Scanner thoracique" du patient "Luis Mba" dans le système "PACS" est de 2

  Règle: Un rejet a lieu une fois, et ce qui est rejeté ne revient pas

    @TC-REJ-004 @should @negative
    Scénario: Le même rejet est envoyé une deuxième fois
      Étant donné que l'examen "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Lorsque le manipulateur rejette 1 image de l'examen "Radiographie du thorax" de la patiente "Ana Torres" avec le motif "qualité"
      Et le même rejet de l'examen "Radiographie du thorax" de la patiente "Ana Torres" est envoyé une deuxième fois
      Alors le système "PACS" refuse l'image
      Et le nombre d'images de l'examen "Radiographie du thorax" de la patiente "Ana Torres" dans le système "PACS" est de 1

    @TC-REJ-005 @should @negative
    Scénario: Un appareil qui l'ignore envoie de nouveau une image rejetée
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" du patient "Luis Mba" a été réalisé sur l'appareil "DX_1"
      Lorsque le manipulateur rejette toutes les images de l'examen "Radiographie du thorax" du patient "Luis Mba" avec le motif "sécurité du patient"
      Et l'appareil "DX_1" envoie de nouveau les images de l'examen "Radiographie du thorax" du patient "Luis Mba"
      Alors le nombre d'images de l'examen "Radiographie du thorax" du patient "Luis Mba" dans le système "PACS" est de 0
