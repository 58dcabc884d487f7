# language: fr
# Généré par « interop translate » à partir de features/integration/worklist.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-5 @DICOM.PS3.4.K
Fonctionnalité: L'appareil travaille avec la liste que lui donne le RIS
  Les manipulateurs choisissent le patient dans la liste de travail au lieu de saisir son nom.
  Une entrée erronée ou manquante range des images sous un autre patient.

  Règle: Un examen demandé parvient à l'appareil avec les identifiants de la demande

    @MESA-131 @MESA-211 @TC-MWL-001 @shall @positive
    Scénario: Un scanner thoracique demandé dans le dossier patient informatisé apparaît dans la liste de travail
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1
      Et l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Ana Torres" porte les identifiants de la demande
      Et l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Ana Torres" montre l'identité telle qu'elle a été enregistrée

    @TC-MWL-002 @shall @positive
    Scénario: Le côté à examiner figure sur l'entrée
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "IRM du genou — côté droit" pour le patient "Luis Mba"
      Alors l'entrée de la liste de travail de l'examen "IRM du genou — côté droit" du patient "Luis Mba" nomme l'examen et le protocole comme au catalogue

  Règle: Un appareil voit son propre travail et rien d'autre

    @MESA-100 @TC-MWL-003 @shall @negative
    Scénario: Un scanner et une IRM sont demandés, et chaque appareil en montre un
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque le service demandeur prescrit l'examen "IRM cérébrale" pour la patiente "Ana Torres"
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1
      Et le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "MR_1" est de 1
      Et le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "DX_1" est de 0

    @FIELD-07 @TC-MWL-004 @shall @negative
    Scénario: Un nom d'appareil en minuscules est un autre appareil
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" interroge la liste de travail de l'appareil "ct_er1"
      Alors la réponse ne contient pas l'examen "Scanner thoracique" de la patiente "Ana Torres"

    @TC-MWL-005 @shall @positive
    Scénario: Une liste par jour ne contient que les examens de ce jour
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1" à la date "2031-03-14 09:30"
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1" à la date "2031-03-15 09:30"
      Lorsque l'appareil "CT_ER1" interroge la liste de travail du jour "2031-03-14"
      Alors la réponse contient l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et la réponse ne contient pas l'examen "Scanner thoracique" du patient "Luis Mba"

    @TC-MWL-006 @shall @positive
    Scénario: Une garde de nuit est un intervalle d'un soir au lendemain matin
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1" à la date "2031-03-14 23:30"
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1" à la date "2031-03-15 12:00"
      Lorsque l'appareil "CT_ER1" interroge la liste de travail de la date "2031-03-14 20:00" à la date "2031-03-15 08:00"
      Alors la réponse contient l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et la réponse ne contient pas l'examen "Scanner thoracique" du patient "Luis Mba"

  Règle: Une recherche trouve le patient qu'elle nomme, et aucun autre

    @TC-MWL-007 @shall @positive
    Scénario: Les premières lettres du nom trouvent le patient
      Étant donné que la patiente "Marta Okenve" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" de la patiente "Marta Okenve" est programmé sur l'appareil "MR_1"
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Lorsque l'appareil "MR_1" interroge la liste de travail sur les noms qui commencent par les lettres "Oken"
      Alors la réponse contient l'examen "IRM cérébrale" de la patiente "Marta Okenve"
      Et la réponse ne contient pas l'examen "IRM cérébrale" du patient "Luis Mba"

    @FIELD-03 @TC-MWL-008 @shall @negative
    Scénario: Un identifiant sans ses zéros de tête ne trouve personne
      Étant donné que la patiente "Marta Okenve" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" de la patiente "Marta Okenve" est programmé sur l'appareil "MR_1"
      Lorsque l'appareil "MR_1" interroge la liste de travail sur l'identifiant de la patiente "Marta Okenve" sans ses zéros de tête
      Alors la réponse ne contient pas l'examen "IRM cérébrale" de la patiente "Marta Okenve"

    @TC-MWL-009 @should @positive
    Scénario: Le numéro d'accès du bon d'examen trouve un seul examen
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner cérébral sans injection" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" interroge la liste de travail sur le numéro d'accès de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors la réponse contient l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et la réponse ne contient pas l'examen "Scanner cérébral sans injection" de la patiente "Ana Torres"

    @MESA-271 @TC-MWL-010 @shall @positive
    Scénario: Un nom corrigé entre deux consultations de la liste s'affiche corrigé
      Étant donné que la patiente "Elena Obiang" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Elena Obiang" est programmé sur l'appareil "CT_ER1"
      Lorsque l'accueil corrige le nom de la patiente "Elena Obiang" en "Elena Silva"
      Alors l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Elena Obiang" montre l'identité telle qu'elle a été enregistrée
