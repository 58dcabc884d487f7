# language: fr
# Généré par « interop translate » à partir de features/integration/recovery.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@CONTINUITY
Fonctionnalité: Après une bascule, une restauration ou un retour en arrière, rien de ce qui a été confirmé ne manque définitivement
  Une sauvegarde qui n'a jamais été restaurée est un espoir.
  Ce qui est venu après doit être compté, par ses numéros, et renvoyé.

  Règle: Un appareil continue par la seconde adresse de l'archive

    @RAD-8 @TC-REC-001 @shall @negative
    Scénario: La première adresse de l'archive tombe et l'appareil continue par la seconde
      Étant donné que la patiente "Rosa Eyang" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Rosa Eyang" est programmé sur l'appareil "CT_ER1"
      Lorsque la première adresse du système "PACS" tombe pendant l'envoi de l'examen "Scanner thoracique" de la patiente "Rosa Eyang" depuis l'appareil "CT_ER1", qui continue par la seconde
      Alors le nombre d'images de l'examen "Scanner thoracique" de la patiente "Rosa Eyang" dans le système "PACS" est de 12
      Et rien de ce que le système "PACS" a confirmé ne manque
      Et les images de l'examen "Scanner thoracique" de la patiente "Rosa Eyang" sont archivées dans le système "PACS" et peuvent être récupérées

  Règle: Ce qu'une restauration ou un retour en arrière perd est connu et renvoyé

    @RAD-8 @TC-REC-002 @shall @negative @needs.pacs.RESTORE
    Scénario: L'archive est restaurée depuis sa sauvegarde et les appareils renvoient ce qu'elle a perdu
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Lorsque l'administrateur fait une sauvegarde du système "PACS"
      Et le manipulateur réalise l'examen "IRM cérébrale" du patient "Luis Mba" sur l'appareil "MR_1"
      Et l'administrateur restaure le système "PACS" à partir de la sauvegarde
      Alors ce que le système "PACS" a perdu depuis la sauvegarde est compté et renvoyé, et ensuite rien de ce qu'il a confirmé ne manque
      Et les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées

    @RAD-8 @TC-REC-003 @shall @negative @needs.pacs.RESTORE
    Scénario: La mise à niveau est annulée et le travail continue sans rien perdre
      Étant donné que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'administrateur fait une sauvegarde du système "PACS"
      Et le manipulateur réalise l'examen "IRM cérébrale" du patient "Luis Mba" sur l'appareil "MR_1"
      Et l'administrateur ramène le système "PACS" à sa version précédente
      Et le manipulateur réalise l'examen "Scanner thoracique" de la patiente "Ana Torres" sur l'appareil "CT_ER1"
      Alors ce que le système "PACS" a perdu depuis la sauvegarde est compté et renvoyé, et ensuite rien de ce qu'il a confirmé ne manque

  Règle: Une archive restaurée sait encore ce qu'elle savait et fait ce qu'elle avait à faire

    @RAD-12 @TC-REC-004 @shall @negative @needs.pacs.RAD-12 @needs.pacs.RESTORE
    Scénario: Les dossiers fusionnés avant la sauvegarde le sont encore après la restauration
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Et que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque l'accueil fusionne le dossier de la patiente "Ana Torres" avec le dossier du patient "Luis Mba" et conserve ce dernier
      Et l'administrateur fait une sauvegarde du système "PACS"
      Et l'administrateur restaure le système "PACS" à partir de la sauvegarde
      Alors les images récupérées de l'examen "Scanner thoracique" de la patiente "Ana Torres" portent le nom et l'identifiant du patient "Luis Mba"
      Et rien de ce que le système "PACS" a confirmé ne manque

    @TC-REC-005 @shall @negative @needs.pacs.ROUTING @needs.pacs.RESTORE
    Scénario: Ce qui attendait une destination lors de la sauvegarde lui est envoyé après la restauration
      Étant donné que l'examen "Radiographie du thorax" de la patiente "Rosa Eyang" est programmé sur l'appareil "DX_1"
      Et que la destination "BATA" est hors service
      Lorsque le manipulateur réalise l'examen "Radiographie du thorax" de la patiente "Rosa Eyang" sur l'appareil "DX_1"
      Et l'administrateur fait une sauvegarde du système "PACS"
      Et l'administrateur restaure le système "PACS" à partir de la sauvegarde
      Et la destination "BATA" fonctionne de nouveau
      Alors l'examen "Radiographie du thorax" de la patiente "Rosa Eyang" parvient aux destinations de la table d'acheminement et à aucune autre
