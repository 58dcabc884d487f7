# language: fr
# Généré par « interop translate » à partir de features/uat/administrator/interfaces.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@administrator
Fonctionnalité: Les systèmes sont reliés comme documenté, et le disent quand quelque chose ne va pas
  Une interface tombe la nuit, quand aucun de ceux qui l'ont construite n'est là.
  Ce qui est documenté, refusé en termes clairs et gardé en file peut être réparé par la personne de garde.

  Règle: Inventaire : titres AE (casse), adresses, ports, conformité telle qu'installée, engagement de stockage

    @RAD-8 @RAD-10 @UAT-ADM-01 @TC-ADM-011 @shall @positive
    Scénario: L'inventaire dit comment les systèmes sont reliés, et ils répondent comme il le dit
      Objectif : qu'après une panne personne ne devine noms, adresses et ports.
      À regarder : les pages de configuration du PACS, ligne par ligne, face à l'inventaire.
      Résultat attendu : les mêmes noms (la casse compte), adresses, ports et versions ; les confirmations
      arrivent comme il est écrit.
      Fait par une personne : la comparaison avec l'inventaire : cette version vérifie ce qui répond sur le
      réseau, non ce que dit un document.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" demande au système "PACS" l'engagement de stockage des images de l'examen "Scanner thoracique" de la patiente "Ana Torres" et coupe la connexion
      Alors la confirmation de l'examen "Scanner thoracique" de la patiente "Ana Torres" arrive par une connexion ouverte par le système "PACS"
      Et regardez l'écran du système "PACS", confirmez l'affirmation "Les noms, adresses, ports et versions sont ceux de l'inventaire" et joignez la preuve "L'inventaire tel qu'installé, daté et signé"

    @RAD-8 @FIELD-07 @UAT-ADM-01 @TC-ADM-012 @shall @negative
    Scénario: Un appel sous un mauvais nom est refusé et consigné
      Objectif : un nom mal saisi se trouve en une minute si le journal dit qui a appelé qui.
      À regarder : le journal du PACS, juste après l'appel.
      Résultat attendu : un refus avec l'heure, l'appareil appelant et le nom employé.
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" appelle le système "PACS" sous le nom "PACS_OLD"
      Alors le système "PACS" refuse la connexion avec le motif "nom appelé non reconnu"
      Et regardez l'écran du système "PACS" et confirmez l'affirmation "Le journal montre l'appel refusé de CT_ER1 sous le nom PACS_OLD"

  Règle: Règles d'acheminement : chaque source vers chaque destination ; préchargement ; par modalité, partie du corps, heure

    @ROUTING @RAD-8 @UAT-ADM-02 @TC-ADM-021 @shall @positive
    Scénario: Les images vont où la table d'acheminement les envoie
      Objectif : le spécialiste au loin attend des images que personne n'envoie à la main.
      À regarder : la file des images sortantes dans le PACS.
      Résultat attendu : chaque destination de la table a reçu l'examen, et la file est vide.
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax au lit" du patient "Luis Mba" est programmé sur l'appareil "CR_1"
      Lorsque le manipulateur réalise l'examen "Radiographie du thorax au lit" du patient "Luis Mba" sur l'appareil "CR_1"
      Alors l'examen "Radiographie du thorax au lit" du patient "Luis Mba" parvient aux destinations de la table d'acheminement et à aucune autre
      Et regardez l'écran du système "PACS" et confirmez l'affirmation "La file des images sortantes est vide"

    @RAD-2 @UAT-ADM-02 @TC-ADM-022 @shall @positive
    Scénario: Les examens antérieurs sont préchargés avant l'arrivée du patient
      Objectif : sur une liaison faible, un examen antérieur prend plus de temps que l'examen.
      À regarder : l'archivage local de la salle de lecture, une heure après la demande.
      Résultat attendu : la radiographie du thorax antérieure d'Ana Torres y est déjà.
      Fait par une personne : regarder l'archivage local : cette version n'essaie pas le préchargement.
      Étant donné que l'examen "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1
      Et regardez l'écran du système "PACS" et confirmez l'affirmation "La radiographie du thorax antérieure d'Ana Torres est dans l'archivage local"

  Règle: HL7 : chaque type de message entrant et sortant ; accusé négatif ; message erroné ; file après une panne ; ordre des messages ; nouvel envoi sans doublon ; délai dépassé

    @RAD-2 @UAT-ADM-03 @TC-ADM-031 @shall @negative
    Scénario: Un message inutilisable est refusé avec un motif et conservé
      Objectif : une demande qui disparaît sans un mot est un examen qui n'est pas fait.
      À regarder : la liste des messages refusés dans le RIS ou dans le moteur d'intégration.
      Résultat attendu : la demande pour un patient inconnu y figure, avec son motif.
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente inconnue "Rosa Eyang"
      Alors le système "RIS" refuse le message avec le motif "patient inconnu"
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "La demande refusée figure dans la liste des messages à corriger, avec son motif"

    @RAD-128 @CONTINUITY @UAT-ADM-03 @TC-ADM-032 @shall @negative
    Scénario: Les messages attendent dans l'ordre pendant la panne du dossier patient
      Objectif : qu'après un arrêt le compte rendu provisoire ne dépasse pas le définitif.
      À regarder : la file de sortie du RIS, pendant l'arrêt et après.
      Résultat attendu : deux messages en attente, puis aucun ; chacun est arrivé une fois, dans l'ordre des
      signatures.
      Étant donné que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Et que le système "EMR" est hors service
      Lorsque le radiologue signe avec le statut "provisoire" le compte rendu "Posible fractura." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et le radiologue signe avec le statut "définitif" le compte rendu "Fractura costal." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et le système "EMR" fonctionne de nouveau
      Alors les comptes rendus de l'examen "Scanner thoracique" du patient "Carlos Nve" sont arrivés d'abord avec le statut "provisoire", puis avec le statut "définitif", chacun une seule fois
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "La file de sortie vers le dossier patient est vide"

    @RAD-2 @UAT-ADM-03 @TC-ADM-033 @shall @negative
    Scénario: Une demande envoyée une deuxième fois est un seul examen
      Objectif : qui n'entend pas de réponse envoie de nouveau ; le patient ne doit pas être examiné deux fois
      pour autant.
      À regarder : les demandes d'Ana Torres dans le RIS et ce que fait l'émetteur quand personne ne répond.
      Résultat attendu : une demande ; l'émetteur répète après son délai et donne l'alerte si cela ne suffit
      pas.
      Fait par une personne : l'alerte de votre propre dossier patient : cette version joue elle-même
      l'émetteur.
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Et le service demandeur envoie une deuxième fois la demande de l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "Ana Torres a une seule demande de scanner thoracique"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "Les réglages montrent une alerte pour les messages sans réponse"

  Règle: Fusion de dossiers, annulation de la fusion, déplacement, changement d'identifiant ; le même identifiant de deux émetteurs : le résultat dans le DPI, le RIS, le PACS et la liste de travail

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-041 @shall @positive
    Scénario: Deux dossiers deviennent un dans tous les systèmes
      Objectif : une fusion qui n'atteint qu'un système se découvre quand le mal est fait.
      À regarder : le même patient dans le RIS, le PACS et le dossier patient, l'un après l'autre.
      Résultat attendu : un dossier avec tous les examens ; l'autre numéro ne trouve rien, ou conduit ici.
      Étant donné que la patiente "Elena Silva" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" de la patiente "Elena Obiang" a été réalisé sur l'appareil "DX_1"
      Lorsque l'accueil fusionne le dossier de la patiente "Elena Obiang" avec le dossier de la patiente "Elena Silva" et conserve ce dernier
      Alors tous les examens de la patiente "Elena Obiang" et de la patiente "Elena Silva" apparaissent dans le dossier de la patiente "Elena Silva"
      Et regardez l'écran du système "RIS" et confirmez l'affirmation "Le RIS montre un seul dossier d'Elena Silva"
      Et regardez l'écran du système "PACS" et confirmez l'affirmation "Le PACS montre la radiographie du thorax sous Elena Silva"
      Et regardez l'écran du système "EMR" et confirmez l'affirmation "Le dossier patient informatisé montre un seul dossier d'Elena Silva"

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-042 @shall @negative
    Scénario: Le même numéro d'un autre hôpital reste une autre personne
      Objectif : chaque année deux hôpitaux donnent le même numéro à deux personnes.
      À regarder : les dossiers d'Ana Torres et de Luis Mba dans le PACS.
      Résultat attendu : deux personnes ; le scanner thoracique figure sous Ana Torres.
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'accueil fusionne avec le dossier du patient "Luis Mba" le numéro de la patiente "Ana Torres" émis par l'hôpital "BATA"
      Alors le système "RIS" refuse le message avec le motif "patient inconnu"
      Et le radiologue trouve 1 examen dans le dossier de la patiente "Ana Torres"
      Et regardez l'écran du système "PACS" et confirmez l'affirmation "Ana Torres et Luis Mba sont affichés comme deux personnes"

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-043 @shall @positive
    Scénario: Une fusion erronée est défaite, un examen déplacé et un numéro changé
      Objectif : tout hôpital fusionne un jour les mauvaises personnes et doit savoir revenir en arrière.
      À regarder : les dossiers d'Elena Obiang et d'Elena Silva dans PACS, RIS et dossier patient après chaque
      action.
      Résultat attendu : chaque examen figure de nouveau sous la personne chez qui il a été fait, dans tous
      les systèmes.
      Fait par une personne : défaire, déplacer et renuméroter : cette version n'envoie pas ces messages, elle
      fusionne seulement.
      Étant donné que la patiente "Elena Silva" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" de la patiente "Elena Obiang" a été réalisé sur l'appareil "DX_1"
      Et que l'accueil a fusionné le dossier de la patiente "Elena Obiang" avec le dossier de la patiente "Elena Silva" et conserve ce dernier
      Lorsque vous effectuez sur le système "PACS" l'action "Défaites la fusion d'Elena Obiang et d'Elena Silva, selon votre procédure"
      Alors regardez l'écran du système "PACS" et confirmez l'affirmation "La radiographie du thorax figure de nouveau sous Elena Obiang"
      Lorsque vous effectuez sur le système "RIS" l'action "Déplacez la radiographie du thorax vers un autre patient d'essai, puis changez le numéro de ce patient"
      Alors regardez l'écran du système "RIS", confirmez l'affirmation "RIS, PACS et dossier patient montrent l'examen sous le nouveau numéro" et joignez la preuve "Une image de chacun des trois écrans"
