# language: fr
# Généré par « interop translate » à partir de features/uat/technologist/device_list.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@technologist
Fonctionnalité: Le manipulateur trouve le bon patient sur l'appareil
  Le patient choisi ici donne son nom, son identifiant et son numéro d'accès à toutes les images.
  Un mauvais choix se découvre tard, sous un autre patient, ou jamais.

  Règle: La liste de travail montre les bons patients pour cet appareil, cette date et cette modalité, et rien des autres appareils

    @RAD-5 @UAT-TEC-01 @TC-TEC-011 @shall @positive
    Scénario: La liste contient les patients de cet appareil, et les autres restent sur le leur
      Objectif : le patient est choisi dans cette liste et n'est plus saisi.
      À regarder : la liste de travail sur l'écran de l'appareil, actualisée.
      Résultat attendu : Ana Torres y figure une fois, avec un scanner thoracique du jour ; Luis Mba ne figure
      que dans la liste de l'appareil d'IRM.
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Alors le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "CT_ER1" est de 0
      Et regardez l'écran de l'appareil "CT_ER1" et confirmez l'affirmation "Ana Torres figure exactement une fois dans la liste"
      Et lisez sur l'écran de l'appareil "CT_ER1" le nom, l'identifiant et la date de naissance de la patiente "Ana Torres"
      Et regardez l'écran de l'appareil "CT_ER1" et confirmez l'affirmation "Toutes les entrées de la liste sont de cet appareil"

    @RAD-5 @UAT-TEC-01 @TC-TEC-012 @shall @positive
    Scénario: La liste d'un jour contient les examens de ce jour
      Objectif : que le patient de demain ne soit pas pris pour celui d'aujourd'hui.
      À regarder : la liste de l'appareil avec la date réglée au 14 mars 2031.
      Résultat attendu : Ana Torres y figure ; Luis Mba, prévu le lendemain, figure dans la liste du
      lendemain.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1" à la date "2031-03-14 09:30"
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1" à la date "2031-03-15 09:30"
      Lorsque l'appareil "CT_ER1" interroge la liste de travail du jour "2031-03-14"
      Alors la réponse contient l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et la réponse ne contient pas l'examen "Scanner thoracique" du patient "Luis Mba"
      Et regardez l'écran de l'appareil "CT_ER1" et confirmez l'affirmation "Réglée au 14 mars 2031, la liste montre Ana Torres seule"

  Règle: Une nouvelle demande apparaît dans le délai de l'établissement ; une demande modifiée est actualisée ; une demande annulée disparaît

    @RAD-2 @RAD-4 @RAD-5 @UAT-TEC-02 @TC-TEC-021 @shall @positive
    Scénario: Une nouvelle demande apparaît à temps dans la liste
      Objectif : que la patiente qui attend à la porte puisse être examinée sans saisir son nom.
      À regarder : la liste de l'appareil, actualisée une fois après la demande.
      Résultat attendu : Marta Okenve y figure dans le délai fixé par l'établissement.
      Étant donné que la patiente "Marta Okenve" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Radiographie du thorax" pour la patiente "Marta Okenve"
      Alors le nombre d'entrées de la patiente "Marta Okenve" dans la liste de travail de l'appareil "DX_1" est de 1
      Et regardez l'écran de l'appareil "DX_1" et confirmez l'affirmation "Après une actualisation, Marta Okenve figure dans la liste"

    @RAD-3 @RAD-5 @RAD-13 @UAT-TEC-02 @TC-TEC-022 @shall @negative
    Scénario: Une demande modifiée s'affiche modifiée, et une demande annulée quitte la liste
      Objectif : que personne ne soit examiné à la mauvaise heure, ni pour une demande annulée.
      À regarder : l'entrée de Pedro Abeso sur l'IRM, actualisée deux fois : après le changement, après
      l'annulation.
      Résultat attendu : d'abord la nouvelle date et la nouvelle heure, puis plus aucune entrée.
      Étant donné que l'examen "IRM cérébrale" du patient "Pedro Abeso" est programmé sur l'appareil "MR_1"
      Lorsque le secrétariat de radiologie reprogramme l'examen "IRM cérébrale" du patient "Pedro Abeso" à la date "2031-03-14 09:30"
      Alors l'entrée de la liste de travail de l'examen "IRM cérébrale" du patient "Pedro Abeso" montre la date "2031-03-14 09:30"
      Et regardez l'écran de l'appareil "MR_1" et confirmez l'affirmation "L'entrée de Pedro Abeso montre le 14 mars 2031, 09:30"
      Lorsque le service demandeur annule la demande de l'examen "IRM cérébrale" pour le patient "Pedro Abeso"
      Alors l'examen "IRM cérébrale" du patient "Pedro Abeso" ne figure plus dans la liste de travail de l'appareil "MR_1"
      Et regardez l'écran de l'appareil "MR_1" et confirmez l'affirmation "L'entrée de Pedro Abeso a disparu de la liste"

  Règle: Les accents, les doubles noms, les patients à nom unique, les dates de naissance inconnues et les identifiants commençant par zéro s'affichent correctement

    @RAD-5 @CHARSET @UAT-TEC-03 @TC-TEC-031 @shall @positive
    Plan du scénario: Un nom figure sur l'appareil tel qu'il a été enregistré, lettre par lettre
      Objectif : un nom mal affiché est un autre patient pour celui qui le cherche.
      À regarder : nom, identifiant et date de naissance dans la liste ; écrivez-les tels qu'ils figurent,
      zéros et accents compris.
      Résultat attendu : ce que vous avez écrit est ce que l'accueil a enregistré.
      Étant donné que le dossier patient "<patient>" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" du dossier patient "<patient>" est programmé sur l'appareil "DX_1"
      Alors l'entrée de la liste de travail de l'examen "Radiographie du thorax" du dossier patient "<patient>" montre l'identité telle qu'elle a été enregistrée
      Et lisez sur l'écran de l'appareil "DX_1" le nom, l'identifiant et la date de naissance du dossier patient "<patient>"

      Exemples:
        | patient                    |
        | Prueba Inés Nguema Ñengono |
        | Zenón Prueba d'Ambô        |
        | Mokoprueba                 |
        | Marta Okenve               |

    @RAD-5 @UAT-TEC-03 @TC-TEC-032 @shall @positive
    Scénario: Une date de naissance inconnue reste vide
      Objectif : une date de naissance inventée fait d'un patient deux patients.
      À regarder : la date de naissance de Bernardo Ela dans la liste de l'appareil.
      Résultat attendu : un champ vide, ou le mot que l'appareil emploie pour inconnu.
      Étant donné que le patient "Bernardo Ela" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" du patient "Bernardo Ela" est programmé sur l'appareil "DX_1"
      Alors l'entrée de la liste de travail de l'examen "Radiographie du thorax" du patient "Bernardo Ela" montre l'identité telle qu'elle a été enregistrée
      Et regardez l'écran de l'appareil "DX_1" et confirmez l'affirmation "La date de naissance de Bernardo Ela est vide ou indiquée comme inconnue"

  Règle: Saisie manuelle sur un appareil sans liste de travail

    @RAD-8 @UAT-TEC-13 @TC-TEC-131 @shall @positive
    Scénario: Une patiente saisie sur un appareil sans liste de travail se retrouve dans son propre dossier
      Objectif : les anciens appareils n'ont pas de liste ; ce qui y est saisi doit arriver dans le bon
      dossier.
      À regarder : l'examen dans l'archivage d'images, ouvert après l'envoi.
      Résultat attendu : nom, identifiant avec ses zéros et date de naissance tels qu'enregistrés, dans un
      seul dossier.
      Fait par une personne : sur un appareil réel le manipulateur saisit la patiente ; ici le banc d'essai le
      fait.
      Étant donné que la patiente "Marta Okenve" figure dans le fichier des patients
      Lorsque le manipulateur réalise sur l'appareil "CR_1" l'examen non programmé "Radiographie du thorax au lit" de la patiente "Marta Okenve"
      Alors les images de l'examen "Radiographie du thorax au lit" de la patiente "Marta Okenve" sont archivées dans le système "PACS" et peuvent être récupérées
      Et lisez sur l'écran du système "PACS" le nom, l'identifiant et la date de naissance de la patiente "Marta Okenve"
      Et regardez l'écran du système "PACS" et confirmez l'affirmation "L'archivage montre un seul dossier de Marta Okenve"
