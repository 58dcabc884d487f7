# language: fr
# Généré par « interop translate » à partir de features/integration/retrieval.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-14 @RAD-16
Fonctionnalité: Le radiologue trouve tous les examens du patient, et seulement les siens
  Les examens antérieurs décident du sens d'une anomalie.
  Un examen qu'on ne trouve pas est un examen jamais fait ; un de trop appartient à quelqu'un d'autre.

  Règle: Une recherche répond par tout ce qui correspond et rien d'autre

    @TC-QRY-001 @shall @positive
    Scénario: Tous les examens d'un patient se trouvent par son identifiant
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Et que l'examen "IRM cérébrale" de la patiente "Ana Torres" a été réalisé sur l'appareil "MR_1"
      Lorsque le radiologue recherche dans le système "PACS" l'identifiant de la patiente "Ana Torres"
      Alors la recherche trouve 2 examens
      Et la recherche trouve l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et la recherche trouve l'examen "IRM cérébrale" de la patiente "Ana Torres"

    @FIELD-03 @TC-QRY-002 @shall @negative
    Scénario: Un identifiant sans ses zéros de tête ne trouve rien
      Étant donné que la patiente "Marta Okenve" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" de la patiente "Marta Okenve" a été réalisé sur l'appareil "DX_1"
      Lorsque le radiologue recherche dans le système "PACS" l'identifiant de la patiente "Marta Okenve" sans ses zéros de tête
      Alors la recherche trouve 0 examen

    @TC-QRY-003 @shall @positive
    Scénario: Le numéro d'accès du bon d'examen trouve un seul examen
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner cérébral sans injection" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue recherche dans le système "PACS" le numéro d'accès de l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors la recherche trouve 1 examen
      Et la recherche trouve l'examen "Scanner thoracique" du patient "Luis Mba"

    @MESA-401 @TC-QRY-004 @should @positive
    Scénario: Les examens d'un patient se distinguent par la modalité de leurs images
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Et que l'examen "IRM cérébrale" de la patiente "Ana Torres" a été réalisé sur l'appareil "MR_1"
      Lorsque le radiologue recherche dans le système "PACS" les examens de la patiente "Ana Torres" avec des images de la modalité "MR"
      Alors la recherche trouve 1 examen
      Et la recherche trouve l'examen "IRM cérébrale" de la patiente "Ana Torres"

    @MESA-406 @TC-QRY-005 @shall @positive
    Scénario: Le début d'un nom et un jour trouvent l'examen
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" du patient "Luis Mba" a été réalisé sur l'appareil "DX_1"
      Lorsque le radiologue recherche dans le système "PACS" les examens du jour dont le nom ressemble à celui du patient "Luis Mba"
      Alors la recherche trouve l'examen "Radiographie du thorax" du patient "Luis Mba"

    @MESA-402 @MESA-404 @TC-QRY-006 @shall @positive
    Scénario: Les séries et les images peuvent être consultées une à une
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" de la patiente "Ana Torres" a été réalisé sur l'appareil "MR_1"
      Lorsque le manipulateur ajoute une série à l'examen "IRM cérébrale" de la patiente "Ana Torres"
      Alors le nombre de séries de l'examen "IRM cérébrale" de la patiente "Ana Torres" dans le système "PACS" est de 2
      Et le nombre d'images de l'examen "IRM cérébrale" de la patiente "Ana Torres" dans le système "PACS" est de 4

  Règle: Une récupération transmet tout ce qui est demandé, ou dit ce qui manque

    @MESA-405 @TC-RET-001 @shall @positive
    Scénario: Un examen est récupéré par la connexion de la station de travail elle-même
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue récupère depuis le système "PACS", par sa propre connexion, l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors les images obtenues de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont celles qui ont été faites

    @MESA-412 @MESA-414 @TC-RET-002 @shall @positive
    Scénario: Les images clés marquées reviennent avec l'examen
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue marque des images clés dans l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors les images de l'examen "Scanner thoracique" du patient "Luis Mba" sont archivées dans le système "PACS" et peuvent être récupérées
      Et les images clés de l'examen "Scanner thoracique" du patient "Luis Mba" renvoient à des images du même examen

    @TC-RET-003 @shall @negative
    Scénario: Un examen est demandé pour une station de travail que personne ne connaît
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue envoie l'examen "Scanner thoracique" de la patiente "Ana Torres" depuis le système "PACS" vers la station inconnue "NOWHERE"
      Alors le système "PACS" refuse la récupération avec le motif "destination inconnue"

    @TC-RET-004 @shall @negative
    Scénario: Un examen qui n'existe pas n'est pas transmis comme un succès vide
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue récupère depuis le système "PACS" un examen qui n'a jamais été fait
      Alors rien n'est transmis, et le système "PACS" n'affirme pas avoir envoyé quoi que ce soit
