# language: fr
# Généré par « interop translate » à partir de features/integration/procedure_steps.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-6 @RAD-7 @DICOM.PS3.4.F
Fonctionnalité: Chaque système sait si un examen a commencé, s'est terminé ou a été interrompu
  La liste, la salle de lecture et le service se fient à ce que l'appareil notifie.
  Une notification perdue laisse le patient sur la liste, et son examen non lu.

  Règle: Ce que l'appareil notifie parvient au RIS, à l'archive et au service

    @FIELD-08 @TC-PPS-001 @shall @positive
    Scénario: Un examen commencé n'est plus proposé à la personne suivante
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors l'examen "Scanner thoracique" de la patiente "Ana Torres" ne figure plus dans la liste de travail de l'appareil "CT_ER1"
      Et le système "PACS" est averti que l'examen "Scanner thoracique" de la patiente "Ana Torres" a commencé

    @FIELD-18 @MESA-110 @TC-PPS-002 @shall @positive
    Scénario: La fin d'un examen parvient à l'archive avec la liste complète des images
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur réalise l'examen "Scanner thoracique" de la patiente "Ana Torres" sur l'appareil "CT_ER1"
      Alors le système "PACS" est averti que l'examen "Scanner thoracique" de la patiente "Ana Torres" est terminé
      Et la notification de l'étape de l'examen "Scanner thoracique" de la patiente "Ana Torres" énumère toutes les images qui ont été faites

  Règle: Un examen interrompu dit pourquoi

    @MESA-241 @TC-PPS-003 @shall @negative
    Scénario: Le patient s'en va avant l'examen
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Pedro Abeso" est programmé sur l'appareil "MR_1"
      Lorsque le manipulateur démarre sur l'appareil "MR_1" l'examen "IRM cérébrale" du patient "Pedro Abeso"
      Et le manipulateur interrompt l'examen "IRM cérébrale" du patient "Pedro Abeso" sans indiquer de motif
      Alors le médecin demandeur voit l'examen "IRM cérébrale" du patient "Pedro Abeso" avec le statut "interrompu"
      Et le nombre d'entrées du patient "Pedro Abeso" dans la liste de travail de l'appareil "MR_1" est de 0

    @MESA-242 @TC-PPS-004 @shall @negative
    Scénario: Le patient est allergique au produit de contraste
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients
      Et que l'examen "Scanner abdominal avec injection" du patient "Pedro Abeso" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner abdominal avec injection" du patient "Pedro Abeso"
      Et le manipulateur interrompt l'examen "Scanner abdominal avec injection" du patient "Pedro Abeso" avec le motif "allergie au produit de contraste"
      Alors le système "PACS" est averti que l'examen "Scanner abdominal avec injection" du patient "Pedro Abeso" a été interrompu avec le motif "allergie au produit de contraste"
      Et le médecin demandeur voit l'examen "Scanner abdominal avec injection" du patient "Pedro Abeso" avec le statut "interrompu"

    @MESA-109 @TC-PPS-005 @shall @negative @needs.pacs.RAD-7
    Scénario: La mauvaise entrée de la liste a été choisie
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur fait les images du patient "Luis Mba" sous l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et le manipulateur interrompt l'examen "Scanner thoracique" de la patiente "Ana Torres" avec le motif "mauvaise entrée de la liste de travail"
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1
      Et le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 0

  Règle: Une notification qui rompt l'ordre des faits est refusée, et rien ne change

    @TC-PPS-006 @shall @negative
    Scénario: Un examen terminé est modifié ensuite
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" notifie comme interrompue l'étape déjà terminée de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le système "RIS" refuse la notification avec le motif "l'étape ne peut plus être modifiée"
      Et le médecin demandeur voit l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "terminé"

    @TC-PPS-007 @shall @negative
    Scénario: Un examen qui n'a jamais commencé est notifié comme terminé
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" notifie la fin de l'examen "Scanner thoracique" du patient "Carlos Nve" sans l'avoir commencé
      Alors le système "RIS" refuse la notification avec le motif "étape inconnue"
      Et le nombre d'entrées du patient "Carlos Nve" dans la liste de travail de l'appareil "CT_ER1" est de 1

    @TC-PPS-008 @shall @negative
    Scénario: Le même début est notifié deux fois
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et l'appareil "CT_ER1" notifie de nouveau le début de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le système "RIS" refuse la notification avec le motif "l'étape existe déjà"

    @TC-PPS-009 @shall @negative
    Scénario: Un examen est notifié à la fois comme commencé et terminé
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" notifie le début de l'examen "Scanner thoracique" du patient "Carlos Nve" comme déjà terminé
      Alors le système "RIS" refuse la notification avec le motif "une étape commence en cours"
      Et le nombre d'entrées du patient "Carlos Nve" dans la liste de travail de l'appareil "CT_ER1" est de 1

    @FIELD-08 @TC-PPS-010 @shall @negative
    Scénario: La fin est notifiée sans le protocole utilisé
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et l'appareil "CT_ER1" notifie la fin de l'examen "Scanner thoracique" du patient "Carlos Nve" sans nom de protocole
      Alors le système "RIS" refuse la notification avec le motif "un élément obligatoire manque"
