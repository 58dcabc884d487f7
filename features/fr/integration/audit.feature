# language: fr
# Généré par « interop translate » à partir de features/integration/audit.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@ATNA
Fonctionnalité: Le journal d'audit dit qui a fait quoi avec les images de qui
  Après une fuite, l'hôpital doit dire qui a regardé quoi. Un journal avec des lacunes, des noms ou
  des heures faux accuse la mauvaise personne, et ce que personne n'a noté n'a jamais eu lieu.

  Règle: Ce qui a été fait est consigné une fois, à temps, avec les bonnes personnes et les bons objets

    @RAD-8 @TC-AUD-001 @shall @positive
    Scénario: De l'enregistrement à l'archive rien n'est omis
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur réalise l'examen "Scanner thoracique" de la patiente "Ana Torres" sur l'appareil "CT_ER1"
      Alors les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées
      Et le journal d'audit rend compte de tout ce qui a été fait

    @RAD-13 @TC-AUD-002 @shall @positive
    Scénario: Une demande est déplacée puis annulée
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Pedro Abeso" est programmé sur l'appareil "MR_1"
      Lorsque le secrétariat de radiologie reprogramme l'examen "IRM cérébrale" du patient "Pedro Abeso" à la date "2031-03-17 11:00"
      Et le service demandeur annule la demande de l'examen "IRM cérébrale" pour le patient "Pedro Abeso"
      Alors le journal d'audit rend compte de tout ce qui a été fait

    @RAD-12 @TC-AUD-003 @shall @positive
    Scénario: Deux dossiers d'une même personne n'en font plus qu'un
      Étant donné que la patiente "Elena Silva" figure dans le fichier des patients
      Et que la patiente "Elena Obiang" figure dans le fichier des patients
      Lorsque l'accueil fusionne le dossier de la patiente "Elena Obiang" avec le dossier de la patiente "Elena Silva" et conserve ce dernier
      Alors le journal d'audit rend compte de tout ce qui a été fait

    @RAD-66 @TC-AUD-004 @shall @positive
    Scénario: Un examen rejeté est consigné comme masqué
      Étant donné que l'examen "Radiographie du thorax" de la patiente "Rosa Eyang" a été réalisé sur l'appareil "DX_1"
      Lorsque le manipulateur rejette toutes les images de l'examen "Radiographie du thorax" de la patiente "Rosa Eyang" avec le motif "sécurité du patient"
      Alors le nombre d'images de l'examen "Radiographie du thorax" de la patiente "Rosa Eyang" dans le système "PACS" est de 0
      Et le journal d'audit rend compte de tout ce qui a été fait

  Règle: Celui qui a regardé des images, les a emportées ou apportées est nommé

    @RAD-14 @RAD-16 @TC-AUD-005 @shall @positive
    Scénario: Un radiologue cherche un examen et l'ouvre
      Étant donné que l'examen "IRM cérébrale" du patient "Luis Mba" a été réalisé sur l'appareil "MR_1"
      Lorsque l'utilisateur "rad.eyang" ouvre une session sur la station de travail
      Et le radiologue recherche dans le système "PACS" l'identifiant du patient "Luis Mba"
      Et le radiologue récupère depuis le système "PACS", par sa propre connexion, l'examen "IRM cérébrale" du patient "Luis Mba"
      Alors le journal d'audit de la station de travail indique que l'utilisateur "rad.eyang" a consulté l'examen "IRM cérébrale" du patient "Luis Mba"
      Et le journal d'audit rend compte de tout ce qui a été fait

    @TC-AUD-006 @shall @positive
    Scénario: Un examen quitte l'hôpital sur un disque
      Étant donné que l'examen "Radiographie du thorax" du patient "Carlos Nve" a été réalisé sur l'appareil "DX_1"
      Lorsque l'utilisateur "rad.eyang" ouvre une session sur la station de travail
      Et le radiologue récupère depuis le système "PACS", par sa propre connexion, l'examen "Radiographie du thorax" du patient "Carlos Nve"
      Et le radiologue grave les images obtenues de l'examen "Radiographie du thorax" du patient "Carlos Nve" sur le disque "DVD-0815"
      Alors le journal d'audit indique que l'utilisateur "rad.eyang" a gravé l'examen "Radiographie du thorax" du patient "Carlos Nve" sur le disque "DVD-0815"

    @TC-AUD-007 @shall @positive
    Scénario: Un examen revient sur un disque
      Étant donné que l'examen "Radiographie du thorax" de la patiente "Marta Okenve" a été réalisé sur l'appareil "DX_1"
      Lorsque l'utilisateur "rad.eyang" ouvre une session sur la station de travail
      Et le radiologue récupère depuis le système "PACS", par sa propre connexion, l'examen "Radiographie du thorax" de la patiente "Marta Okenve"
      Et le radiologue grave les images obtenues de l'examen "Radiographie du thorax" de la patiente "Marta Okenve" sur le disque "DVD-0816"
      Et le radiologue charge le disque "DVD-0816" sur la station de travail
      Alors le journal d'audit indique que l'utilisateur "rad.eyang" a chargé l'examen "Radiographie du thorax" de la patiente "Marta Okenve" depuis le disque "DVD-0816"

    @DICOMweb @TC-AUD-011 @shall @positive
    Scénario: Ce qui est envoyé, recherché et récupéré par le web est aussi consigné
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web au système "PACS" l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et le radiologue recherche par le web dans le système "PACS" l'identifiant de la patiente "Ana Torres"
      Et le radiologue récupère par le web depuis le système "PACS" l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le journal d'audit rend compte de tout ce qui a été fait

  Règle: On sait qui a été admis et qui ne l'a pas été

    @TC-AUD-008 @shall @positive
    Scénario: Quelqu'un arrive et repart
      Lorsque l'utilisateur "rad.mba" ouvre une session sur la station de travail
      Et l'utilisateur "rad.mba" ferme la session sur la station de travail
      Alors le journal d'audit de la station de travail indique que l'utilisateur "rad.mba" a ouvert une session
      Et le journal d'audit de la station de travail indique que l'utilisateur "rad.mba" a fermé la session

    @TC-AUD-009 @shall @negative
    Scénario: Quelqu'un essaie un mauvais mot de passe
      Lorsque l'utilisateur "rad.mba" saisit un mauvais mot de passe sur la station de travail
      Et l'utilisateur "rad.mba" ouvre une session sur la station de travail
      Alors le journal d'audit de la station de travail indique que l'utilisateur "rad.mba" a été refusé
      Et le journal d'audit de la station de travail indique que l'utilisateur "rad.mba" a ouvert une session

    @TC-AUD-010 @should @negative
    Scénario: Un appareil que l'archive refuse donne l'alerte
      Lorsque l'appareil "CT_ER1" appelle le système "PACS" sous le nom "OLD_PACS"
      Alors le système "PACS" refuse la connexion avec le motif "nom appelé non reconnu"
      Et le journal d'audit du système "PACS" donne l'alerte au sujet de l'appareil "CT_ER1"
