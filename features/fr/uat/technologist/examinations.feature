# language: fr
# Généré par « interop translate » à partir de features/uat/technologist/examinations.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@technologist
Fonctionnalité: Chaque examen est connu pour ce qu'il a été
  Programmé, urgent, interrompu, refait : le service et la lecture agissent selon ce que l'appareil en dit.
  Un examen dont personne n'entend parler est interprété tard ou refait.

  Règle: Examen non programmé et en urgence, rapproché ensuite

    @RAD-3 @RAD-4 @PIR @UAT-TEC-04 @TC-TEC-041 @shall @positive
    Scénario: Une urgence est examinée d'abord et demandée ensuite
      Objectif : personne n'attend un numéro pendant qu'un patient saigne, et rien ne reste sans numéro.
      À regarder : la liste du jour dans le RIS, une fois la demande saisie par le secrétariat.
      Résultat attendu : un examen, réalisé, avec une demande et un numéro d'accès ; l'appareil ne propose
      plus rien à faire.
      Étant donné que le dossier patient "Prueba 01 Desconocido" figure dans le fichier des patients
      Et que l'examen non programmé "Scanner cérébral sans injection" du dossier patient "Prueba 01 Desconocido" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le secrétariat de radiologie saisit après coup la demande de l'examen "Scanner cérébral sans injection" pour le dossier patient "Prueba 01 Desconocido"
      Alors le système "PACS" est averti que l'examen "Scanner cérébral sans injection" du dossier patient "Prueba 01 Desconocido" est prévu sous l'identifiant de l'examen réalisé
      Et le nombre d'entrées du dossier patient "Prueba 01 Desconocido" dans la liste de travail de l'appareil "CT_ER1" est de 0
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "Le scanner cérébral du patient inconnu figure comme réalisé"

  Règle: Démarrer, clôturer, interrompre ; mauvaise entrée de la liste de travail choisie

    @RAD-3 @RAD-6 @RAD-7 @UAT-TEC-05 @TC-TEC-051 @shall @positive
    Scénario: Le début et la fin d'un examen se voient hors de la salle
      Objectif : que le collègue ne prenne pas le même patient et que le service sache quand venir le
      chercher.
      À regarder : l'examen dans le RIS, une fois en cours et une fois après la fin.
      Résultat attendu : démarré, puis terminé ; le médecin demandeur voit la même chose.
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors regardez l'écran du système "RIS" et confirmez l'affirmation "Le scanner thoracique de Luis Mba est affiché comme démarré"
      Lorsque le manipulateur acquiert 2 images de l'examen "Scanner thoracique" du patient "Luis Mba"
      Et le manipulateur clôture l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors le médecin demandeur voit l'examen "Scanner thoracique" du patient "Luis Mba" avec le statut "terminé"
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "Le scanner thoracique de Luis Mba est affiché comme terminé"

    @RAD-3 @RAD-7 @UAT-TEC-05 @TC-TEC-052 @shall @negative
    Scénario: Un examen interrompu dit pourquoi
      Objectif : une allergie notée une fois protège le patient la fois suivante.
      À regarder : l'examen de Pedro Abeso dans le RIS, avec son motif.
      Résultat attendu : interrompu, pour allergie au produit de contraste ; il a quitté la liste de
      l'appareil.
      Étant donné que l'examen "Scanner abdominal avec injection" du patient "Pedro Abeso" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner abdominal avec injection" du patient "Pedro Abeso"
      Et le manipulateur interrompt l'examen "Scanner abdominal avec injection" du patient "Pedro Abeso" avec le motif "allergie au produit de contraste"
      Alors le médecin demandeur voit l'examen "Scanner abdominal avec injection" du patient "Pedro Abeso" avec le statut "interrompu"
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "Le motif affiché pour Pedro Abeso est l'allergie au produit de contraste"

    @RAD-5 @RAD-7 @MESA-109 @UAT-TEC-05 @TC-TEC-053 @shall @negative
    Scénario: La mauvaise entrée a été choisie, et rien ne reste sous le mauvais patient
      Objectif : l'erreur la plus courante sur un appareil doit être facile à rattraper.
      À regarder : la liste de l'appareil, puis les examens d'Ana Torres dans l'archivage d'images.
      Résultat attendu : Ana Torres attend de nouveau dans la liste, et l'archivage ne montre sous son nom
      aucune image de l'erreur.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur fait les images du patient "Luis Mba" sous l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et le manipulateur interrompt l'examen "Scanner thoracique" de la patiente "Ana Torres" avec le motif "mauvaise entrée de la liste de travail"
      Alors le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 0
      Et regardez l'écran de l'appareil "CT_ER1" et confirmez l'affirmation "Ana Torres figure de nouveau dans la liste"
      Et regardez l'écran du système "PACS" et confirmez l'affirmation "Le nombre d'images de scanner thoracique affichées pour Ana Torres est de zéro"

  Règle: Groupe de demandes : deux demandes, une acquisition ; une série ajoutée après la clôture

    @RAD-3 @RAD-6 @MESA-106 @UAT-TEC-06 @TC-TEC-061 @shall @positive
    Scénario: Deux demandes sont réalisées en une seule acquisition
      Objectif : la patiente est examinée une fois quand une fois suffit, et les deux demandes ont leur
      réponse.
      À regarder : les deux demandes de Rosa Eyang dans le RIS et la liste de l'appareil.
      Résultat attendu : les deux sont terminées et il ne reste rien dans la liste.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Rosa Eyang" est programmé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner abdominal avec injection" de la patiente "Rosa Eyang" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur réalise en une seule acquisition l'examen "Scanner thoracique" et l'examen "Scanner abdominal avec injection" de la patiente "Rosa Eyang"
      Alors le nombre d'entrées de la patiente "Rosa Eyang" dans la liste de travail de l'appareil "CT_ER1" est de 0
      Et le médecin demandeur voit l'examen "Scanner abdominal avec injection" de la patiente "Rosa Eyang" avec le statut "terminé"
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "Les deux examens de Rosa Eyang sont affichés comme terminés"

    @RAD-7 @RAD-8 @MESA-231 @UAT-TEC-06 @TC-TEC-062 @shall @positive
    Scénario: Une série ajoutée après la fin rejoint le même examen
      Objectif : le radiologue demande une série de plus et la trouve avec les autres.
      À regarder : l'examen de Luis Mba sur la station de travail : ses séries et le nombre d'images.
      Résultat attendu : un seul examen avec deux séries et toutes les images des deux.
      Étant donné que l'examen "IRM cérébrale" du patient "Luis Mba" a été réalisé sur l'appareil "MR_1"
      Lorsque le manipulateur ajoute une série à l'examen "IRM cérébrale" du patient "Luis Mba"
      Alors le nombre de séries de l'examen "IRM cérébrale" du patient "Luis Mba" dans le système "PACS" est de 2
      Et lisez sur l'écran du système "WORKSTATION" le nombre d'images de l'examen "IRM cérébrale" du patient "Luis Mba"
      Et regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "Les deux séries de Luis Mba figurent dans un même examen"

  Règle: Mode dégradé : examen sans demande, rapproché ensuite

    @RAD-3 @RAD-4 @CONTINUITY @UAT-TEC-11 @TC-TEC-111 @shall @positive
    Scénario: Une patiente est examinée sur papier pendant la panne du RIS
      Objectif : ce qui est fait pendant un arrêt se retrouve ensuite, une seule fois, avec sa demande.
      À regarder : le formulaire du mode dégradé, puis la liste du jour dans le RIS une fois rétabli.
      Résultat attendu : l'examen d'Ana Torres figure une fois, comme réalisé, avec un numéro d'accès.
      Fait par une personne : remplir le formulaire papier ; cette version ne peut pas arrêter un vrai RIS,
      l'arrêt est donc seulement supposé.
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque vous effectuez sur l'appareil "DX_1" l'action "Remplissez le formulaire du mode dégradé pour Ana Torres : nom, identifiant, examen, heure, votre nom"
      Et le manipulateur réalise sur l'appareil "DX_1" l'examen non programmé "Radiographie du thorax" de la patiente "Ana Torres"
      Et le secrétariat de radiologie saisit après coup la demande de l'examen "Radiographie du thorax" pour la patiente "Ana Torres"
      Alors le dossier patient informatisé répond avec son propre numéro de demande pour l'examen "Radiographie du thorax" de la patiente "Ana Torres"
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "La radiographie du thorax d'Ana Torres figure comme réalisée"
