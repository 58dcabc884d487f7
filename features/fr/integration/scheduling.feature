# language: fr
# Généré par « interop translate » à partir de features/integration/scheduling.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-4 @RAD-13
Fonctionnalité: L'archive et l'appareil suivent chaque changement du programme
  L'archive reçoit ce qui est programmé, pour que les images trouvent leur demande à l'arrivée.
  Une entrée qui reste après une annulation, ou un changement non transmis, fait examiner à tort.

  Règle: L'archive est avertie de chaque examen prévu, sous les identifiants de la liste de travail

    @TC-SCH-001 @shall @positive
    Scénario: Un scanner thoracique programmé est annoncé à l'archive
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Alors le système "PACS" est averti que l'examen "Scanner thoracique" de la patiente "Ana Torres" est prévu
      Et ce qui a été communiqué au système "PACS" concorde avec l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Ana Torres"

    @FIELD-01 @TC-SCH-002 @shall @positive
    Scénario: Les numéros que donne le RIS tiennent dans tous les systèmes
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "IRM cérébrale" pour le patient "Luis Mba"
      Alors les numéros de l'entrée de la liste de travail de l'examen "IRM cérébrale" du patient "Luis Mba" ont 16 caractères au maximum
      Et ce qui a été communiqué au système "PACS" concorde avec l'entrée de la liste de travail de l'examen "IRM cérébrale" du patient "Luis Mba"

    @FIELD-20 @MESA-213 @TC-SCH-003 @shall @positive
    Scénario: Un examen en deux étapes a deux entrées et un numéro d'accès
      Étant donné que la patiente "Rosa Eyang" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoraco-abdominal" pour la patiente "Rosa Eyang"
      Alors le nombre d'entrées de la patiente "Rosa Eyang" dans la liste de travail de l'appareil "CT_ER1" est de 2
      Et les entrées de l'examen "Scanner thoraco-abdominal" de la patiente "Rosa Eyang" partagent le numéro d'accès et l'identifiant d'examen
      Et les entrées de l'examen "Scanner thoraco-abdominal" de la patiente "Rosa Eyang" se distinguent par leur étape
      Et ce qui a été communiqué au système "PACS" concorde avec l'entrée de la liste de travail de l'examen "Scanner thoraco-abdominal" de la patiente "Rosa Eyang"

  Règle: Un examen annulé quitte la liste partout

    @FIELD-15 @TC-SCH-004 @shall @negative
    Scénario: Le médecin demandeur annule
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Pedro Abeso" est programmé sur l'appareil "CT_ER1"
      Lorsque le service demandeur annule la demande de l'examen "Scanner thoracique" pour le patient "Pedro Abeso"
      Alors l'examen "Scanner thoracique" du patient "Pedro Abeso" ne figure plus dans la liste de travail de l'appareil "CT_ER1"
      Et le système "PACS" est averti que l'examen "Scanner thoracique" du patient "Pedro Abeso" est annulé

    @TC-SCH-005 @shall @negative
    Scénario: Le secrétariat de radiologie arrête définitivement un examen prévu
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Pedro Abeso" est programmé sur l'appareil "MR_1"
      Lorsque le secrétariat de radiologie arrête définitivement l'examen "IRM cérébrale" du patient "Pedro Abeso"
      Alors l'examen "IRM cérébrale" du patient "Pedro Abeso" ne figure plus dans la liste de travail de l'appareil "MR_1"
      Et le système "PACS" est averti que l'examen "IRM cérébrale" du patient "Pedro Abeso" est arrêté

    @MESA-101 @TC-SCH-006 @shall @negative
    Scénario: Une demande annulée est refaite et devient un nouvel examen
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Pedro Abeso" est programmé sur l'appareil "CT_ER1"
      Lorsque le service demandeur annule la demande de l'examen "Scanner thoracique" pour le patient "Pedro Abeso"
      Et le service demandeur prescrit de nouveau l'examen "Scanner thoracique" pour le patient "Pedro Abeso"
      Alors le nombre d'entrées du patient "Pedro Abeso" dans la liste de travail de l'appareil "CT_ER1" est de 1
      Et la nouvelle entrée de l'examen "Scanner thoracique" du patient "Pedro Abeso" a d'autres numéros que l'entrée annulée

    @FIELD-15 @TC-SCH-011 @shall @negative
    Scénario: Une annulation qui arrive après le début est refusée
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Pedro Abeso" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner thoracique" du patient "Pedro Abeso"
      Et le service demandeur annule la demande de l'examen "Scanner thoracique" pour le patient "Pedro Abeso" alors qu'il a commencé
      Alors le système "RIS" répond que l'examen "Scanner thoracique" du patient "Pedro Abeso" ne peut plus être annulé
      Et le médecin demandeur voit l'examen "Scanner thoracique" du patient "Pedro Abeso" avec le statut "en cours"

  Règle: Un examen modifié garde son identité, et un examen terminé ne revient jamais

    @TC-SCH-007 @shall @positive
    Scénario: Un examen passe à un autre jour
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Lorsque le secrétariat de radiologie reprogramme l'examen "IRM cérébrale" du patient "Luis Mba" à la date "2031-03-14 09:30"
      Alors l'entrée de la liste de travail de l'examen "IRM cérébrale" du patient "Luis Mba" montre la date "2031-03-14 09:30"
      Et le système "PACS" est averti que l'examen "IRM cérébrale" du patient "Luis Mba" est modifié
      Et ce qui a été communiqué au système "PACS" concorde avec l'entrée de la liste de travail de l'examen "IRM cérébrale" du patient "Luis Mba"

    @TC-SCH-008 @shall @positive
    Scénario: Un examen passe sur un autre appareil
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque le secrétariat de radiologie déplace l'examen "Scanner thoracique" du patient "Luis Mba" sur l'appareil "CT_2"
      Alors le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "CT_2" est de 1
      Et le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "CT_ER1" est de 0

    @FIELD-15 @TC-SCH-009 @shall @negative
    Scénario: Une correction après l'examen ne le ramène pas dans la liste
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le secrétariat de radiologie corrige l'indication clinique de l'examen "Scanner thoracique" du patient "Carlos Nve" en "Control a los seis meses"
      Alors le système "PACS" est averti que l'examen "Scanner thoracique" du patient "Carlos Nve" est modifié
      Et le nombre d'entrées du patient "Carlos Nve" dans la liste de travail de l'appareil "CT_ER1" est de 0

    @MESA-132 @MESA-142 @TC-SCH-010 @shall @positive
    Scénario: La radiologie veut un autre examen que celui demandé
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Pedro Abeso" est programmé sur l'appareil "CT_ER1"
      Lorsque le secrétariat de radiologie remplace l'examen "Scanner thoracique" du patient "Pedro Abeso" par l'examen "Angioscanner thoracique"
      Alors le médecin demandeur voit l'examen "Scanner thoracique" du patient "Pedro Abeso" avec le statut "annulé"
      Et le système "PACS" est averti que l'examen "Scanner thoracique" du patient "Pedro Abeso" est annulé
      Et le nombre d'entrées du patient "Pedro Abeso" dans la liste de travail de l'appareil "CT_ER1" est de 1
      Et la nouvelle entrée de l'examen "Angioscanner thoracique" du patient "Pedro Abeso" a d'autres numéros que celle de l'examen "Scanner thoracique"
