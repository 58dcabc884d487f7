# language: fr
# Généré par « interop translate » à partir de features/uat/radiologist/reading.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@radiologist
Fonctionnalité: Le radiologue voit chaque examen tel qu'il a été fait
  Un diagnostic repose sur le bon patient, le bon côté, les examens antérieurs et une image inchangée.
  Ce qui manque ou change à l'écran manque au compte rendu.

  Règle: Chaque examen terminé figure une fois dans la liste de lecture ; les urgents d'abord ; aucun n'est perdu faute de fin d'examen

    @RAD-2 @RAD-49 @UAT-RAD-01 @TC-RAD-011 @shall @positive
    Scénario: Les examens terminés figurent une fois dans la liste de lecture, l'urgent d'abord
      Objectif : que le patient qui ne peut pas attendre soit lu d'abord, et personne deux fois.
      À regarder : votre liste de lecture, une fois les deux examens terminés.
      Résultat attendu : le scanner cérébral de Luis Mba au-dessus du scanner thoracique d'Ana Torres, chacun
      une fois.
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le service demandeur prescrit en urgence l'examen "Scanner cérébral sans injection" pour le patient "Luis Mba"
      Alors l'entrée de la liste de travail de l'examen "Scanner cérébral sans injection" du patient "Luis Mba" montre la priorité "urgent"
      Lorsque le manipulateur réalise l'examen "Scanner cérébral sans injection" du patient "Luis Mba" sur l'appareil "CT_ER1"
      Alors le système "RIS" est averti une seule fois que les images de l'examen "Scanner cérébral sans injection" du patient "Luis Mba" sont disponibles
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "L'examen urgent de Luis Mba figure au-dessus de celui d'Ana Torres"

    @RAD-6 @RAD-8 @UAT-RAD-01 @TC-RAD-012 @shall @negative
    Scénario: Un examen dont la fin n'a jamais été notifiée est lu quand même
      Objectif : qu'une touche oubliée par le manipulateur ne coûte pas son diagnostic à un patient.
      À regarder : votre liste de lecture, ou la liste des examens sans fin notifiée.
      Résultat attendu : le scanner thoracique de Carlos Nve figure dans l'une des deux, avec ses images.
      Étant donné que l'examen "Scanner thoracique" du patient "Carlos Nve" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et le manipulateur acquiert 2 images de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors les images de l'examen "Scanner thoracique" du patient "Carlos Nve" sont archivées dans le système "PACS" et peuvent être récupérées
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "Le scanner thoracique de Carlos Nve figure dans une liste que quelqu'un consulte chaque jour"

  Règle: Tous les examens antérieurs s'ouvrent, sous le bon patient, avec états de présentation, images clés, rapports structurés et anciens comptes rendus

    @RAD-14 @RAD-16 @RAD-128 @UAT-RAD-02 @TC-RAD-021 @shall @positive
    Scénario: L'examen antérieur s'ouvre à côté du nouveau, avec ses images clés et son compte rendu
      Objectif : les examens antérieurs décident de ce que signifie une anomalie.
      À regarder : la radiographie du thorax d'Ana Torres, ouverte depuis son nouveau scanner thoracique sur
      la station de travail.
      Résultat attendu : c'est bien la sienne, ses images clés sont marquées et l'ancien compte rendu est
      lisible.
      Fait par une personne : les examens de l'ancien système, avec états de présentation et rapports
      structurés, sont cherchés par le radiologue ; cette version n'en a pas.
      Étant donné que l'examen "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Et que le radiologue a signé avec le statut "définitif" le compte rendu "Sin hallazgos." de l'examen "Radiographie du thorax" de la patiente "Ana Torres"
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue marque des images clés dans l'examen "Radiographie du thorax" de la patiente "Ana Torres"
      Alors lisez sur l'écran du système "WORKSTATION" le nom, l'identifiant et la date de naissance de la patiente "Ana Torres"
      Et regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "Les images clés de la radiographie antérieure sont marquées"
      Et regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "Le compte rendu de la radiographie antérieure est lisible à côté du scanner thoracique"

    @UAT-RAD-02 @TC-RAD-022 @shall @positive
    Scénario: Les examens de l'ancien système s'ouvrent dans le nouveau
      Objectif : des années d'images valent ce que l'on peut encore en ouvrir.
      À regarder : cinq patients de votre choix dont les examens ont été repris, dont un avec des annotations.
      Résultat attendu : chaque examen antérieur s'ouvre, sous le bon patient, avec annotations, images
      clés et anciens comptes rendus.
      Fait par une personne : tout : le banc d'essai ne touche qu'aux patients fictifs et ne peut pas regarder
      les examens repris.
      Lorsque vous effectuez sur le système "WORKSTATION" l'action "Ouvrez tous les examens antérieurs de cinq patients dont les examens ont été repris"
      Alors regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "Chaque examen antérieur s'ouvre sous le bon patient"
      Et regardez l'écran du système "WORKSTATION", confirmez l'affirmation "Annotations, images clés et anciens comptes rendus s'affichent comme dans l'ancien système" et joignez la preuve "La liste des cinq numéros d'accès, sans noms"

  Règle: Les descriptions des séries et des examens et la latéralité sont inchangées, si bien que les protocoles d'affichage fonctionnent

    @RAD-8 @RAD-16 @UAT-RAD-03 @TC-RAD-031 @shall @positive
    Scénario: Le côté affiché est le côté examiné
      Objectif : un côté inversé finit au bloc opératoire.
      À regarder : le côté que montrent les images elles-mêmes ; notez ce côté avant de regarder la demande.
      Résultat attendu : le côté demandé, et la disposition que votre service utilise pour lui.
      Étant donné que l'examen "Radiographie de la main — côté gauche" de la patiente "Ana Torres" est programmé sur l'appareil "DX_1"
      Lorsque le manipulateur réalise l'examen "Radiographie de la main — côté gauche" de la patiente "Ana Torres" sur l'appareil "DX_1"
      Alors les images récupérées de l'examen "Radiographie de la main — côté gauche" de la patiente "Ana Torres" sont celles qui ont été faites, pixel par pixel et mot pour mot
      Et lisez sur l'écran du système "WORKSTATION" quel côté montrent les images de la patiente "Ana Torres"
      Et regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "L'examen d'Ana Torres s'ouvre dans la disposition prévue pour une main"

  Règle: Fenêtrage, orientation, espacement des pixels, ciné, multi-images, couleur et marque de compression sont inchangés

    @RAD-8 @RAD-16 @UAT-RAD-04 @TC-RAD-041 @shall @positive
    Scénario: L'image à l'écran est l'image qui a été faite
      Objectif : un fenêtrage changé ou une image tournée cache ce qui est là.
      À regarder : la première image d'IRM de Luis Mba, à côté de celle qui accompagne la question.
      Résultat attendu : la même image ; une distance mesurée à l'écran est celle que donne la règle de
      l'image.
      Étant donné que l'examen "IRM du genou — côté droit" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Lorsque le manipulateur réalise l'examen "IRM du genou — côté droit" du patient "Luis Mba" sur l'appareil "MR_1"
      Alors les images récupérées de l'examen "IRM du genou — côté droit" du patient "Luis Mba" sont celles qui ont été faites, pixel par pixel et mot pour mot
      Et comparez l'image de l'examen "IRM du genou — côté droit" du patient "Luis Mba" sur l'écran du système "WORKSTATION" avec celle que l'appareil a faite
      Et regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "L'outil de mesure donne des longueurs en millimètres sur les images de Luis Mba"

    @RAD-8 @RAD-16 @UAT-RAD-04 @TC-RAD-042 @shall @positive
    Scénario: La couleur, les images animées et les images compressées s'affichent pour ce qu'elles sont
      Objectif : le flux se lit dans la couleur, et une image compressée doit dire qu'elle l'est.
      À regarder : l'échographie de Rosa Eyang ; puis un film et une image compressée faits par vos propres
      appareils.
      Résultat attendu : la même image, le film à sa propre vitesse et une marque visible sur l'image
      compressée.
      Fait par une personne : les films et les images compressées avec perte viennent de vos appareils ; cette
      version n'en fait pas.
      Étant donné que l'examen "Échographie obstétricale" de la patiente "Rosa Eyang" a été réalisé sur l'appareil "US_1"
      Alors les images récupérées de l'examen "Échographie obstétricale" de la patiente "Rosa Eyang" sont celles qui ont été faites, pixel par pixel et mot pour mot
      Et comparez l'image de l'examen "Échographie obstétricale" de la patiente "Rosa Eyang" sur l'écran du système "WORKSTATION" avec celle que l'appareil a faite
      Et regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "Un film de l'échographe du service se lit à la vitesse à laquelle il a été fait"
      Et regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "Une image compressée avec perte porte une marque qui le dit"

  Règle: Délai jusqu'à la première image sur place et à distance, par la liaison de l'établissement

    @RAD-16 @UAT-RAD-07 @TC-RAD-071 @shall @positive
    Scénario: La première image s'affiche à temps, sur place et à distance
      Objectif : qui attend une minute par examen en lit la moitié.
      À regarder : une montre : du clic sur l'examen à la première image entière, trois fois à chaque endroit.
      Résultat attendu : des délais conformes à ce qui est convenu, sur une station locale et par la liaison
      de l'établissement.
      Fait par une personne : la mesure : cette version ne chronomètre pas une vraie station de travail.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Alors les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées
      Lorsque vous effectuez sur le système "WORKSTATION" l'action "Ouvrez le scanner thoracique d'Ana Torres sur une station de cet hôpital et chronométrez"
      Alors regardez l'écran du système "WORKSTATION", confirmez l'affirmation "La première image s'est affichée dans le délai convenu pour cet hôpital" et joignez la preuve "Les trois délais en secondes, avec le nom de la station"
      Lorsque vous effectuez sur le système "WORKSTATION" l'action "Ouvrez le scanner thoracique d'Ana Torres à distance, par la liaison du site, et chronométrez"
      Alors regardez l'écran du système "WORKSTATION", confirmez l'affirmation "La première image s'est affichée dans le délai convenu pour le site distant" et joignez la preuve "Les trois délais en secondes, avec le type de liaison"

  Règle: Deux lecteurs sur un même examen ; lecture depuis un autre hôpital

    @ROUTING @UAT-RAD-08 @TC-RAD-081 @shall @positive
    Scénario: Deux lecteurs d'un même examen se savent à deux, l'un d'eux à Bata
      Objectif : deux comptes rendus d'un examen, c'est un de trop ; un examen que chacun laisse à l'autre
      n'est lu par personne.
      À regarder : la radiographie du thorax de Luis Mba, ouverte ici, puis par un collègue à Bata.
      Résultat attendu : les images y sont aussi, et le second lecteur voit qui a l'examen.
      Fait par une personne : l'ouverture de l'examen à deux ; cette version ne joue pas de second lecteur.
      Étant donné que l'examen "Radiographie du thorax au lit" du patient "Luis Mba" a été réalisé sur l'appareil "CR_1"
      Alors l'examen "Radiographie du thorax au lit" du patient "Luis Mba" parvient à temps à la destination "BATA"
      Lorsque vous effectuez sur le système "WORKSTATION" l'action "Ouvrez l'examen de Luis Mba et demandez à un collègue de Bata de l'ouvrir aussi"
      Alors regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "Le second lecteur voit qui a ouvert l'examen"
      Et regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "Le collègue de Bata voit les mêmes images que vous"
