# language: fr
# Généré par « interop translate » à partir de features/integration/acquisition.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-5 @RAD-6 @RAD-7 @RAD-8
Fonctionnalité: Les images portent l'identité du patient et de la demande pour laquelle elles ont été faites
  Personne ne regarde une image rangée sous un autre patient ou hors de son examen.
  Ce que l'appareil prend dans la liste doit figurer sur chaque image et dans sa notification de l'étape.

  Règle: Un examen programmé revient sous les identifiants de son entrée

    @MESA-131 @MESA-211 @FIELD-02 @TC-ACQ-001 @shall @positive
    Scénario: La journée ordinaire, de l'accueil à l'archive
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur réalise l'examen "Scanner thoracique" de la patiente "Ana Torres" sur l'appareil "CT_ER1"
      Alors les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" portent les identifiants de leur entrée de la liste de travail
      Et les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées
      Et le médecin demandeur voit l'examen "Scanner thoracique" de la patiente "Ana Torres" avec le statut "terminé"

    @MESA-213 @MESA-214 @TC-ACQ-002 @shall @positive
    Scénario: Deux étapes d'un même examen sont réalisées l'une après l'autre
      Étant donné que la patiente "Rosa Eyang" figure dans le fichier des patients
      Et que l'examen "Scanner thoraco-abdominal" de la patiente "Rosa Eyang" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur réalise l'étape 1 de l'examen "Scanner thoraco-abdominal" de la patiente "Rosa Eyang" sur l'appareil "CT_ER1"
      Alors le nombre d'entrées de la patiente "Rosa Eyang" dans la liste de travail de l'appareil "CT_ER1" est de 1
      Lorsque le manipulateur réalise l'étape 2 de l'examen "Scanner thoraco-abdominal" de la patiente "Rosa Eyang" sur l'appareil "CT_ER1"
      Alors le nombre d'entrées de la patiente "Rosa Eyang" dans la liste de travail de l'appareil "CT_ER1" est de 0
      Et chaque étape de l'examen "Scanner thoraco-abdominal" de la patiente "Rosa Eyang" a ses propres images

    @MESA-215 @MESA-218 @TC-ACQ-003 @shall @positive
    Scénario: Un autre protocole que celui prévu est réalisé
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur réalise l'examen "Scanner thoracique" du patient "Carlos Nve" avec le protocole de l'examen "Angioscanner thoracique"
      Alors les images de l'examen "Scanner thoracique" du patient "Carlos Nve" portent les identifiants de leur entrée de la liste de travail
      Et le système "PACS" est averti que l'examen "Angioscanner thoracique" du patient "Carlos Nve" a été réalisé sous la demande de l'examen "Scanner thoracique"

    @TC-ACQ-010 @shall @positive
    Scénario: Un examen prescrit à l'instant est pris dans la liste et réalisé
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "IRM cérébrale" pour le patient "Luis Mba"
      Et le manipulateur prend l'examen "IRM cérébrale" du patient "Luis Mba" dans la liste de travail de l'appareil "MR_1"
      Et le manipulateur réalise l'examen "IRM cérébrale" du patient "Luis Mba" sur l'appareil "MR_1"
      Alors les images de l'examen "IRM cérébrale" du patient "Luis Mba" portent les identifiants de leur entrée de la liste de travail

  Règle: Une seule acquisition peut répondre à deux demandes

    @MESA-106 @MESA-221 @MESA-222 @TC-ACQ-004 @shall @positive
    Scénario: Thorax et abdomen, demandés séparément, sont examinés en une fois
      Étant donné que la patiente "Rosa Eyang" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Rosa Eyang" est programmé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner abdominal avec injection" de la patiente "Rosa Eyang" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur réalise en une seule acquisition l'examen "Scanner thoracique" et l'examen "Scanner abdominal avec injection" de la patiente "Rosa Eyang"
      Alors une seule notification de l'étape nomme l'examen "Scanner thoracique" et l'examen "Scanner abdominal avec injection" de la patiente "Rosa Eyang"
      Et le nombre d'entrées de la patiente "Rosa Eyang" dans la liste de travail de l'appareil "CT_ER1" est de 0
      Et le médecin demandeur voit l'examen "Scanner abdominal avec injection" de la patiente "Rosa Eyang" avec le statut "terminé"

    @MESA-231 @MESA-104 @TC-ACQ-005 @shall @positive
    Scénario: Une série de plus est demandée alors que l'examen est terminé
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" a été réalisé sur l'appareil "MR_1"
      Lorsque le manipulateur ajoute une série à l'examen "IRM cérébrale" du patient "Luis Mba"
      Alors l'examen "IRM cérébrale" du patient "Luis Mba" comporte 2 étapes réalisées de numéros différents sous un seul identifiant d'examen
      Et le nombre d'images de l'examen "IRM cérébrale" du patient "Luis Mba" dans le système "PACS" est de 4

  Règle: Un examen sans demande est possible, et le dit

    @MESA-201 @TC-ACQ-006 @shall @positive
    Scénario: Une urgence est examinée avant toute demande
      Étant donné que le dossier patient "Prueba 01 Desconocido" figure dans le fichier des patients
      Lorsque le manipulateur réalise sur l'appareil "CT_ER1" l'examen non programmé "Scanner cérébral sans injection" du dossier patient "Prueba 01 Desconocido"
      Alors la notification de l'étape non programmée du dossier patient "Prueba 01 Desconocido" ne nomme aucune demande
      Et les images de l'examen "Scanner cérébral sans injection" du dossier patient "Prueba 01 Desconocido" sont archivées dans le système "PACS" et peuvent être récupérées

    @TC-ACQ-007 @shall @positive
    Scénario: Un appareil qui ne notifie pas les étapes fait aussi des images qui retrouvent leur demande
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Échographie abdominale" du patient "Luis Mba" est programmé sur l'appareil "US_1"
      Lorsque le manipulateur réalise l'examen "Échographie abdominale" du patient "Luis Mba" sur l'appareil "US_1" sans notifier l'étape
      Alors les images de l'examen "Échographie abdominale" du patient "Luis Mba" portent les identifiants de leur entrée de la liste de travail
      Et les images de l'examen "Échographie abdominale" du patient "Luis Mba" sont archivées dans le système "PACS" et peuvent être récupérées

  Règle: Une reconstruction est une étape distincte et laisse l'examen tel qu'il était

    @RAD-20 @RAD-21 @TC-ACQ-008 @shall @positive
    Scénario: Une reconstruction faite ensuite est notifiée comme une autre étape de l'examen
      Étant donné que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue fait une reconstruction de l'examen "Scanner thoracique" du patient "Carlos Nve" comme étape distincte
      Alors le système "PACS" est averti que l'examen "Scanner thoracique" du patient "Carlos Nve" est terminé
      Et l'examen "Scanner thoracique" du patient "Carlos Nve" comporte 2 étapes réalisées de numéros différents sous un seul identifiant d'examen

    @RAD-20 @RAD-21 @TC-ACQ-009 @shall @negative
    Scénario: Une reconstruction interrompue ne défait pas l'examen
      Étant donné que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue commence une reconstruction de l'examen "Scanner thoracique" du patient "Carlos Nve" et l'interrompt
      Alors le médecin demandeur voit l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "terminé"
      Et le nombre d'entrées du patient "Carlos Nve" dans la liste de travail de l'appareil "CT_ER1" est de 0
