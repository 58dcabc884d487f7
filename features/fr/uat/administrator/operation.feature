# language: fr
# Généré par « interop translate » à partir de features/uat/administrator/operation.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@administrator
Fonctionnalité: L'hôpital peut compter sur ses systèmes, et peut revenir en arrière
  Reprise de données, charge, pannes, sécurité et retour arrière sont faits par des personnes, preuves à l'appui.
  Le banc d'essai les demande, garde ce qui a été dit et vérifie ce qui se voit de l'extérieur.

  Règle: Reprise de données : nombre d'examens, de séries et d'images par modalité et par année ; un échantillon aléatoire d'au moins 500 examens exacts en pixels et en attributs ; la liste signée de ce qui n'a pas pu être repris ; états de présentation, rapports structurés et images clés compris

    @UAT-ADM-05 @TC-ADM-051 @shall @positive
    Scénario: Rien n'a été perdu lors de la reprise, et ce qui l'a été est écrit
      Objectif : des années d'examens disparaissent le jour où l'ancien archivage est éteint.
      À regarder : nombres d'examens, de séries et d'images par année et modalité, et 500 examens tirés au
      hasard.
      Résultat attendu : des nombres égaux, des échantillons exacts et une liste signée de ce qui n'a pas pu
      être repris.
      Fait par une personne : tout : cette version ne compare pas les archivages. L'outil de reprise fait les
      listes.
      Lorsque vous effectuez sur le système "PACS" l'action "Comptez examens, séries et images par année et modalité dans l'ancien archivage et dans le nouveau"
      Alors regardez l'écran du système "PACS", confirmez l'affirmation "Les nombres sont égaux pour chaque année et modalité, sauf ce que nomme la liste signée" et joignez la preuve "Le tableau des deux comptages"
      Lorsque vous effectuez sur le système "PACS" l'action "Tirez au hasard au moins 500 examens et comparez pixels, attributs, images clés et comptes rendus"
      Alors regardez l'écran du système "PACS", confirmez l'affirmation "Tous les examens de l'échantillon sont exacts" et joignez la preuve "La liste de l'échantillon avec ses résultats"
      Et regardez l'écran du système "PACS", confirmez l'affirmation "La liste de ce qui est resté dans l'ancien archivage est signée par l'hôpital" et joignez la preuve "La liste signée"

  Règle: Charge : le double de l'heure de pointe, toutes les modalités à la fois, le plus gros scanner

    @RAD-8 @UAT-ADM-06 @TC-ADM-061 @shall @positive
    Scénario: Le double de l'heure de pointe, et une patiente est encore examinée à temps
      Objectif : le système rapide à vide n'est pas celui que l'hôpital aura.
      À regarder : la charge des serveurs et les files, pendant que tous les appareils envoient à la fois.
      Résultat attendu : le scanner thoracique d'Ana Torres est archivé et récupérable dans le délai ; aucune
      file ne grossit.
      Fait par une personne : produire la charge : cette version mesure un patient sous charge et n'en produit
      pas.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque vous effectuez sur le système "PACS" l'action "Faites envoyer tous les appareils à la fois, le double de l'heure de pointe, le plus gros scanner compris"
      Et le manipulateur réalise l'examen "Scanner thoracique" de la patiente "Ana Torres" sur l'appareil "CT_ER1"
      Alors les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées
      Et regardez l'écran du système "PACS", confirmez l'affirmation "Toutes les files étaient vides dix minutes après la charge" et joignez la preuve "Les chiffres de la charge : appareils, examens, début et fin, usage du processeur, de la mémoire et du disque"

  Règle: Bascule, restauration, coupure de courant, perte de liaison et liaison lente ; secours en lecture seule

    @RAD-8 @CONTINUITY @UAT-ADM-07 @TC-ADM-071 @shall @positive
    Scénario: L'archivage est restauré depuis sa sauvegarde, et un examen antérieur y est
      Objectif : une sauvegarde jamais restaurée est un espoir.
      À regarder : la montre et les messages de la restauration.
      Résultat attendu : l'archivage est rétabli dans le délai du plan, et le scanner thoracique d'Ana Torres
      est récupérable.
      Fait par une personne : la sauvegarde et la restauration : cette version ne touche à aucun serveur ;
      elle cherche l'examen ensuite.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque vous effectuez sur le système "PACS" l'action "Sauvegardez l'archivage de test, restaurez-le sur un disque vidé et chronométrez"
      Alors les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées
      Et regardez l'écran du système "PACS", confirmez l'affirmation "La restauration a duré au plus ce que prévoit le plan" et joignez la preuve "Le journal de la restauration, avec début et fin"

    @RAD-8 @CONTINUITY @UAT-ADM-07 @TC-ADM-072 @shall @negative
    Scénario: Un serveur, le courant ou la liaison tombe, et le travail continue
      Objectif : en une semaine sans panne, personne n'apprend ce que font les systèmes quand il y en a.
      À regarder : un appareil qui envoie et une station qui lit, pendant chaque panne.
      Résultat attendu : les images sont gardées et envoyées ensuite ; les examens antérieurs restent
      lisibles.
      Fait par une personne : arrêter serveurs et courant, ralentir la liaison : cette version ne coupe que sa
      propre liaison avec l'archivage.
      Étant donné que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Lorsque le manipulateur réalise l'examen "IRM cérébrale" du patient "Luis Mba" alors que le système "PACS" est injoignable depuis l'appareil "MR_1"
      Et la liaison entre l'appareil "MR_1" et le système "PACS" est rétablie
      Alors les images de l'examen "IRM cérébrale" du patient "Luis Mba" sont archivées dans le système "PACS" et peuvent être récupérées
      Lorsque vous effectuez sur le système "PACS" l'action "Arrêtez le premier serveur, puis le courant, puis ramenez la liaison à celle du site le plus faible, l'un après l'autre"
      Alors regardez l'écran du système "WORKSTATION" et confirmez l'affirmation "Les examens antérieurs étaient lisibles pendant chaque panne, au moins en lecture seule"
      Et regardez l'écran du système "PACS", confirmez l'affirmation "Après chaque panne, le nombre d'images est égal au nombre envoyé" et joignez la preuve "Pour chaque panne : début, fin et ce qui a été remarqué"

  Règle: Sécurité : TLS, utilisateurs et rôles, journal d'audit (connexion, consultation, export, fusion), mots de passe par défaut, horloge

    @UAT-ADM-08 @TC-ADM-081 @shall @positive
    Scénario: Les connexions sont chiffrées, les mots de passe changés et les horloges d'accord
      Objectif : les entrées les plus courantes dans un hôpital sont un mot de passe par défaut et une liaison
      ouverte.
      À regarder : les réglages de sécurité de chaque système et la liste de ses comptes.
      Résultat attendu : TLS là où le plan le demande, aucun compte d'origine, une seule heure pour tous.
      Fait par une personne : tout : cette version ne lit pas les réglages de sécurité. La commande interop
      check compare les horloges.
      Lorsque vous effectuez sur le système "PACS" l'action "Essayez les mots de passe du manuel sur chaque système et connectez-vous une fois sans chiffrement"
      Alors regardez l'écran du système "PACS" et confirmez l'affirmation "Tous les mots de passe du manuel ont été refusés"
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "RIS, PACS et appareils affichent la même heure, à la seconde"
      Et regardez l'écran du système "PACS", confirmez l'affirmation "Les connexions que le plan veut chiffrées n'acceptent que des appels chiffrés" et joignez la preuve "La liste des connexions avec leur chiffrement et celle des comptes, sans mots de passe écrits"

    @RAD-12 @UAT-ADM-08 @TC-ADM-082 @shall @positive
    Scénario: Qui a regardé, exporté ou fusionné figure au journal d'audit
      Objectif : ce qui ne laisse pas de trace ne peut être expliqué à un patient.
      À regarder : le journal d'audit du PACS et du RIS, pour la dernière demi-heure.
      Résultat attendu : connexion, consultation, export et fusion, avec personne, patient et heure ; chaque
      rôle ne voit que ce qu'il peut.
      Fait par une personne : connexion, consultation et export : cette version n'a pas de compte dans vos
      systèmes. Elle fait la fusion.
      Étant donné que la patiente "Elena Silva" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" de la patiente "Elena Obiang" a été réalisé sur l'appareil "DX_1"
      Lorsque l'accueil fusionne le dossier de la patiente "Elena Obiang" avec le dossier de la patiente "Elena Silva" et conserve ce dernier
      Et vous effectuez sur le système "PACS" l'action "Connectez-vous, ouvrez la radiographie du thorax d'Elena Silva, exportez-la et déconnectez-vous"
      Alors regardez l'écran du système "PACS" et confirmez l'affirmation "La connexion, la consultation et l'export figurent au journal d'audit à votre nom"
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "La fusion d'Elena Obiang et d'Elena Silva figure au journal d'audit"
      Et regardez l'écran du système "PACS", confirmez l'affirmation "Un compte de chaque rôle voit exactement ce que son rôle permet" et joignez la preuve "L'extrait du journal d'audit"

  Règle: Retour arrière répété

    @RAD-8 @CONTINUITY @UAT-ADM-09 @TC-ADM-091 @shall @positive
    Scénario: Le retour arrière a été répété, et rien de ce qui a été fait depuis n'est perdu
      Objectif : la nuit du changement, quelqu'un doit oser dire : retour.
      À regarder : la montre et les examens faits entre la mise à niveau et le retour arrière.
      Résultat attendu : l'ancienne version fonctionne dans le délai du plan, et l'examen de Luis Mba y est.
      Fait par une personne : le retour arrière : cette version n'installe rien ; elle fait un examen avant et
      le cherche après.
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque vous effectuez sur le système "PACS" l'action "Revenez à l'ancienne version selon le plan et chronométrez"
      Alors les images de l'examen "Scanner thoracique" du patient "Luis Mba" sont archivées dans le système "PACS" et peuvent être récupérées
      Et regardez l'écran du système "PACS", confirmez l'affirmation "L'ancienne version fonctionnait de nouveau dans le délai du plan" et joignez la preuve "Le procès-verbal de la répétition, avec heures et noms"

  Règle: Validation de chaque essai avec responsable, date et preuve ; anomalies par gravité ; réception avec réserves

    @UAT-ADM-10 @TC-ADM-101 @shall @positive
    Scénario: Chaque essai a son responsable, sa date et sa preuve
      Objectif : ce que personne n'a signé, personne ne l'a accepté.
      À regarder : la liste des essais, la liste des anomalies et les réserves.
      Résultat attendu : un responsable et une date pour chaque essai, une gravité pour chaque anomalie, une
      date pour chaque réserve.
      Fait par une personne : tout : le banc d'essai écrit les listes, et des personnes en décident.
      Lorsque vous effectuez sur le système "RIS" l'action "Parcourez avec le fournisseur les essais et les anomalies de cette mise à niveau"
      Alors regardez l'écran du système "RIS" et confirmez l'affirmation "Chaque essai a un responsable, une date et une preuve"
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "Chaque anomalie a une gravité dont l'hôpital et le fournisseur conviennent"
      Et regardez l'écran du système "RIS", confirmez l'affirmation "Chaque réserve dit ce qui manque, qui le fait et pour quand" et joignez la preuve "La liste des réserves, signée par les deux"
