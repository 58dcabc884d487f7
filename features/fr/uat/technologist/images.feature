# language: fr
# Généré par « interop translate » à partir de features/uat/technologist/images.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@technologist
Fonctionnalité: Chaque image arrive une fois, entière, et n'est effacée de l'appareil qu'ensuite
  Les disques locaux sont petits et les liaisons faibles.
  Une image perdue coûte une autre dose au patient ; une image de trop trompe le lecteur.

  Règle: Les images de chaque modalité sont archivées ; le nombre d'images dans le PACS est égal au nombre envoyé, en 60 s

    @RAD-8 @UAT-TEC-07 @TC-TEC-071 @shall @positive
    Plan du scénario: Toutes les images de l'examen « <examen> » arrivent à l'archivage
      Objectif : chaque type d'appareil a son dialecte ; celui qui n'est pas compris n'archive rien.
      À regarder : le nombre d'images de l'examen dans l'archivage, dans les 60 s suivant l'envoi.
      Résultat attendu : le nombre que l'appareil dit avoir envoyé.
      Étant donné que l'examen "<examen>" de la patiente "Ana Torres" est programmé sur l'appareil "<appareil>"
      Lorsque le manipulateur réalise l'examen "<examen>" de la patiente "Ana Torres" sur l'appareil "<appareil>"
      Alors les images de l'examen "<examen>" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées
      Et lisez sur l'écran du système "PACS" le nombre d'images de l'examen "<examen>" de la patiente "Ana Torres"

      Exemples:
        | examen                                | appareil |
        | Scanner thoracique                    | CT_ER1   |
        | IRM du genou — côté droit             | MR_1     |
        | Radiographie de la main — côté gauche | DX_1     |
        | Radiographie du thorax au lit         | CR_1     |
        | Échographie abdominale                | US_1     |
        | Mammographie bilatérale               | MG_1     |

  Règle: L'engagement de stockage arrive avant l'effacement de la copie locale, sur la même connexion et sur la connexion inverse

    @RAD-10 @UAT-TEC-08 @TC-TEC-081 @shall @positive
    Scénario: L'archivage répond des images avant que l'appareil ne les efface
      Objectif : que la dernière copie ne soit jamais effacée sur une simple promesse.
      À regarder : la marque que l'appareil met à un examen confirmé par l'archivage.
      Résultat attendu : les deux examens sont confirmés : l'un aussitôt, l'autre par une connexion ouverte
      plus tard par l'archivage.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner cérébral sans injection" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" demande au système "PACS" l'engagement de stockage des images de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le système "PACS" confirme l'engagement de stockage de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Lorsque l'appareil "CT_ER1" demande au système "PACS" l'engagement de stockage des images de l'examen "Scanner cérébral sans injection" du patient "Luis Mba" et coupe la connexion
      Alors la confirmation de l'examen "Scanner cérébral sans injection" du patient "Luis Mba" arrive par une connexion ouverte par le système "PACS"
      Et regardez l'écran de l'appareil "CT_ER1" et confirmez l'affirmation "Les deux examens portent la marque d'un archivage confirmé"

  Règle: Les rapports de dose, les captures secondaires et les séries post-traitées arrivent

    @RAD-8 @UAT-TEC-09 @TC-TEC-091 @shall @positive
    Scénario: Le rapport de dose figure à côté des images
      Objectif : la dose compte pour le prochain examen du patient.
      À regarder : l'examen de Luis Mba sur la station de travail, avec tout ce qui en fait partie.
      Résultat attendu : le rapport de dose s'ouvre comme un document chiffré.
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner thoracique" du patient "Luis Mba"
      Et le manipulateur acquiert 2 images de l'examen "Scanner thoracique" du patient "Luis Mba"
      Et l'appareil "CT_ER1" envoie le rapport de dose de l'examen "Scanner thoracique" du patient "Luis Mba"
      Et le manipulateur clôture l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors le rapport de dose de l'examen "Scanner thoracique" du patient "Luis Mba" est dans le système "PACS" avec les images
      Et regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "Le rapport de dose de Luis Mba montre ses chiffres"

    @RAD-8 @RAD-18 @UAT-TEC-09 @TC-TEC-092 @shall @positive
    Scénario: Une reconstruction faite plus tard rejoint l'examen comme une série à part
      Objectif : ce qui a été tiré des images se lit avec elles et n'est pas pris pour elles.
      À regarder : les séries du scanner thoracique de Luis Mba sur la station de travail.
      Résultat attendu : deux séries : les images et la reconstruction.
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue archive une capture secondaire avec l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors le nombre de séries de l'examen "Scanner thoracique" du patient "Luis Mba" dans le système "PACS" est de 2
      Et regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "La reconstruction de Luis Mba figure dans l'examen comme une série à part"

  Règle: Envoi pendant une panne du PACS : mise en file, nouvelles tentatives, ni doublon ni perte ; coupure de courant en plein envoi

    @RAD-8 @CONTINUITY @UAT-TEC-10 @TC-TEC-101 @shall @negative
    Scénario: Les images faites pendant la panne de l'archivage sont envoyées ensuite, une seule fois
      Objectif : le travail continue, et personne n'a à se souvenir de ce qui n'a pas été envoyé.
      À regarder : la file d'envoi de l'appareil, une fois l'archivage de nouveau joignable.
      Résultat attendu : la file s'est vidée d'elle-même, et l'examen est complet.
      Étant donné que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Lorsque le manipulateur réalise l'examen "IRM cérébrale" du patient "Luis Mba" alors que le système "PACS" est injoignable depuis l'appareil "MR_1"
      Et la liaison entre l'appareil "MR_1" et le système "PACS" est rétablie
      Alors le nombre d'images de l'examen "IRM cérébrale" du patient "Luis Mba" dans le système "PACS" est de 2
      Et regardez l'écran de l'appareil "MR_1" et confirmez l'affirmation "La file d'envoi de l'appareil est vide"

    @RAD-8 @CONTINUITY @UAT-TEC-10 @TC-TEC-102 @shall @negative
    Scénario: Le courant est coupé en plein envoi, et aucune image n'est perdue ni en double
      Objectif : le courant et les liaisons lâchent chaque semaine ; chaque panne doit se résoudre seule.
      À regarder : le nombre d'images dans l'archivage, après le redémarrage de l'appareil.
      Résultat attendu : exactement le nombre qui a été fait, chacune une fois.
      Fait par une personne : le banc d'essai coupe la liaison ; il ne peut pas couper le courant d'un
      appareil réel, ce que fait le manipulateur.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque la liaison entre l'appareil "CT_ER1" et le système "PACS" est coupée pendant l'envoi de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et la liaison entre l'appareil "CT_ER1" et le système "PACS" est rétablie
      Alors le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 12
      Et lisez sur l'écran du système "PACS" le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Lorsque vous effectuez sur l'appareil "CT_ER1" l'action "Envoyez un examen de votre patient d'essai, éteignez l'appareil pendant l'envoi et rallumez-le"
      Alors regardez l'écran de l'appareil "CT_ER1" et confirmez l'affirmation "Après le redémarrage, l'appareil a envoyé le reste de lui-même"

  Règle: Images rejetées ; images déplacées vers le bon examen

    @RAD-66 @IOCM @UAT-TEC-12 @TC-TEC-121 @shall @positive
    Scénario: Une image floue est rejetée et disparaît pour tous
      Objectif : ce qui a été rejeté et reste affiché sera lu un jour.
      À regarder : l'examen d'Ana Torres sur la station de travail, après le rejet.
      Résultat attendu : il reste une image sur deux.
      Étant donné que l'examen "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Lorsque le manipulateur rejette 1 image de l'examen "Radiographie du thorax" de la patiente "Ana Torres" avec le motif "qualité"
      Alors les images rejetées de l'examen "Radiographie du thorax" de la patiente "Ana Torres" ne sont pas transmises
      Et lisez sur l'écran du système "WORKSTATION" le nombre d'images de l'examen "Radiographie du thorax" de la patiente "Ana Torres"

    @RAD-66 @IOCM @MESA-109 @UAT-TEC-12 @TC-TEC-122 @shall @positive
    Scénario: Les images faites sous la mauvaise entrée passent au bon patient
      Objectif : l'image d'une autre personne est un danger tant qu'elle est affichée.
      À regarder : les examens d'Ana Torres et de Luis Mba dans l'archivage.
      Résultat attendu : il ne reste rien sous Ana Torres ; les images de Luis Mba sont complètes.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur rejette toutes les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" avec le motif "mauvaise entrée de la liste de travail"
      Et le manipulateur réalise l'examen "Scanner thoracique" du patient "Luis Mba" sur l'appareil "CT_ER1"
      Alors le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 0
      Et lisez sur l'écran du système "PACS" le nombre d'images de l'examen "Scanner thoracique" du patient "Luis Mba"
      Et regardez l'écran du système "PACS" et confirmez l'affirmation "Le scanner thoracique d'Ana Torres a disparu de la liste de ses examens"
