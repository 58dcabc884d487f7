# language: fr
# Généré par « interop translate » à partir de features/integration/reconciliation.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-12 @RAD-14 @PIR
Fonctionnalité: Deux dossiers d'une personne n'en font plus qu'un, où qu'ils soient
  La moitié des examens antérieurs sous un autre numéro, c'est la moitié de la vérité.
  Une fusion qui n'atteint qu'un système, ou la mauvaise personne, se découvre quand le mal est fait.

  Règle: Après une fusion, tout est dans le dossier conservé et rien dans l'autre

    @FIELD-04 @TC-MRG-001 @shall @positive
    Scénario: Fusion avant l'examen
      Étant donné que la patiente "Prueba Inés Nchama Edú" figure dans le fichier des patients
      Et que la patiente "Prueba Ines Nchama Edu" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Prueba Ines Nchama Edu" est programmé sur l'appareil "CT_ER1"
      Lorsque l'accueil fusionne le dossier de la patiente "Prueba Ines Nchama Edu" avec le dossier de la patiente "Prueba Inés Nchama Edú" et conserve ce dernier
      Alors le nombre d'entrées de la patiente "Prueba Inés Nchama Edú" dans la liste de travail de l'appareil "CT_ER1" est de 1
      Et le nombre d'entrées sous l'identifiant retiré de la patiente "Prueba Ines Nchama Edu" dans la liste de travail de l'appareil "CT_ER1" est de 0

    @TC-MRG-002 @shall @positive @needs.pacs.RAD-12
    Scénario: Fusion pendant que le patient est dans l'appareil
      Étant donné que la patiente "Elena Silva" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" de la patiente "Elena Obiang" est programmé sur l'appareil "MR_1"
      Lorsque le manipulateur démarre sur l'appareil "MR_1" l'examen "IRM cérébrale" de la patiente "Elena Obiang"
      Et l'accueil fusionne le dossier de la patiente "Elena Obiang" avec le dossier de la patiente "Elena Silva" et conserve ce dernier
      Et le manipulateur acquiert 2 images de l'examen "IRM cérébrale" de la patiente "Elena Obiang"
      Et le manipulateur clôture l'examen "IRM cérébrale" de la patiente "Elena Obiang"
      Alors tous les examens de la patiente "Elena Obiang" et de la patiente "Elena Silva" apparaissent dans le dossier de la patiente "Elena Silva"

    @MESA-133 @MESA-104 @TC-MRG-003 @shall @positive @needs.pacs.RAD-12
    Scénario: Fusion après l'examen
      Étant donné que la patiente "Elena Silva" figure dans le fichier des patients
      Et que la patiente "Elena Obiang" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Elena Silva" a été réalisé sur l'appareil "CT_ER1"
      Et que l'examen "Radiographie du thorax" de la patiente "Elena Obiang" a été réalisé sur l'appareil "DX_1"
      Lorsque l'accueil fusionne le dossier de la patiente "Elena Obiang" avec le dossier de la patiente "Elena Silva" et conserve ce dernier
      Alors tous les examens de la patiente "Elena Obiang" et de la patiente "Elena Silva" apparaissent dans le dossier de la patiente "Elena Silva"
      Et les images récupérées de l'examen "Radiographie du thorax" de la patiente "Elena Obiang" portent le nom et l'identifiant de la patiente "Elena Silva"

    @TC-MRG-004 @shall @positive
    Scénario: Un compte rendu signé après la fusion parvient au dossier conservé
      Étant donné que la patiente "Prueba Inés Nchama Edú" figure dans le fichier des patients
      Et que la patiente "Prueba Inés Edú Nchama" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Prueba Inés Edú Nchama" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'accueil fusionne le dossier de la patiente "Prueba Inés Edú Nchama" avec le dossier de la patiente "Prueba Inés Nchama Edú" et conserve ce dernier
      Et le radiologue signe avec le statut "définitif" le compte rendu "Sin hallazgos." de l'examen "Scanner thoracique" de la patiente "Prueba Inés Edú Nchama"
      Alors le compte rendu de l'examen "Scanner thoracique" de la patiente "Prueba Inés Edú Nchama" arrive dans le dossier de la patiente "Prueba Inés Nchama Edú"

  Règle: Un patient examiné avant que son nom soit connu se retrouve ensuite sous ce nom

    @MESA-103 @FIELD-19 @TC-PIR-001 @shall @positive @needs.pacs.RAD-12
    Scénario: Un nom corrigé après l'examen
      Étant donné que la patiente "Elena Obiang" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Elena Obiang" a été réalisé sur l'appareil "CT_ER1"
      Lorsque l'accueil corrige le nom de la patiente "Elena Obiang" en "Elena Silva"
      Alors le radiologue trouve l'examen "Scanner thoracique" de la patiente "Elena Obiang" sous le nom "Elena Silva"
      Et les images récupérées de l'examen "Scanner thoracique" de la patiente "Elena Obiang" portent le nom corrigé

    @RAD-4 @MESA-105 @TC-PIR-002 @shall @positive @needs.pacs.RAD-4
    Scénario: Examen sans demande, demandé ensuite
      Étant donné que le dossier patient "Prueba 01 Desconocido" figure dans le fichier des patients
      Et que l'examen non programmé "Scanner cérébral sans injection" du dossier patient "Prueba 01 Desconocido" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le secrétariat de radiologie saisit après coup la demande de l'examen "Scanner cérébral sans injection" pour le dossier patient "Prueba 01 Desconocido"
      Alors le système "PACS" est averti que l'examen "Scanner cérébral sans injection" du dossier patient "Prueba 01 Desconocido" est prévu sous l'identifiant de l'examen réalisé
      Et le nombre d'entrées du dossier patient "Prueba 01 Desconocido" dans la liste de travail de l'appareil "CT_ER1" est de 0

    @MESA-101 @TC-PIR-003 @shall @positive @needs.pacs.RAD-12
    Scénario: Non identifié à l'entrée, sous un premier nom ensuite, avec son identité le soir
      Étant donné que le dossier patient "Prueba 01 Desconocido" figure dans le fichier des patients
      Et que l'examen non programmé "Scanner cérébral sans injection" du dossier patient "Prueba 01 Desconocido" a été réalisé sur l'appareil "CT_ER1"
      Et que la patiente "Elena Obiang" figure dans le fichier des patients
      Et que la patiente "Elena Silva" figure dans le fichier des patients
      Lorsque l'accueil fusionne le dossier patient "Prueba 01 Desconocido" avec le dossier de la patiente "Elena Obiang" et conserve ce dernier
      Et l'accueil fusionne le dossier de la patiente "Elena Obiang" avec le dossier de la patiente "Elena Silva" et conserve ce dernier
      Alors tous les examens du dossier patient "Prueba 01 Desconocido" et de la patiente "Elena Silva" apparaissent dans le dossier de la patiente "Elena Silva"

  Règle: Un même numéro de deux hôpitaux, ce sont deux personnes

    @FIELD-03 @TC-PIR-004 @shall @negative @needs.pacs.RAD-12
    Scénario: Un nom corrigé pour l'un de deux patients de même numéro
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Et que le patient "Luis Mba" figure dans le fichier des patients sous le numéro de la patiente "Ana Torres" émis par l'hôpital "BATA"
      Et que l'examen non programmé "Radiographie du thorax" du patient "Luis Mba" a été réalisé sur l'appareil "DX_1"
      Lorsque l'accueil corrige le nom du patient "Luis Mba" en "Carlos Nve"
      Alors le radiologue trouve l'examen "Radiographie du thorax" du patient "Luis Mba" sous le nom "Carlos Nve"
      Et les images récupérées de l'examen "Scanner thoracique" de la patiente "Ana Torres" portent le nom et l'identifiant de la patiente "Ana Torres"

  Règle: Une fusion qui ne peut être juste est refusée, et les deux dossiers restent tels quels

    @FIELD-04 @TC-MRG-005 @shall @negative
    Scénario: Le dossier à fusionner n'est pas connu
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque l'accueil fusionne le dossier inconnu du patient "Luis Mba" avec le dossier de la patiente "Ana Torres" et conserve ce dernier
      Alors le système "RIS" refuse le message avec le motif "patient inconnu"

    @FIELD-03 @FIELD-04 @TC-MRG-006 @shall @negative
    Scénario: Le même numéro d'un autre hôpital est une autre personne
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Et que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque l'accueil fusionne avec le dossier du patient "Luis Mba" le numéro de la patiente "Ana Torres" émis par l'hôpital "BATA"
      Alors le système "RIS" refuse le message avec le motif "patient inconnu"
      Et le radiologue trouve 1 examen dans le dossier de la patiente "Ana Torres"

    @FIELD-04 @TC-MRG-007 @shall @negative
    Scénario: Deux dossiers sont fusionnés en cercle
      Étant donné que la patiente "Elena Silva" figure dans le fichier des patients
      Et que la patiente "Elena Obiang" figure dans le fichier des patients
      Et que l'accueil a fusionné le dossier de la patiente "Elena Obiang" avec le dossier de la patiente "Elena Silva" et conserve ce dernier
      Lorsque l'accueil fusionne le dossier de la patiente "Elena Silva" avec le dossier de la patiente "Elena Obiang" et conserve ce dernier
      Alors le système "RIS" refuse le message avec le motif "patient inconnu"
