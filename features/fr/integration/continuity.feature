# language: fr
# Généré par « interop translate » à partir de features/integration/continuity.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@CONTINUITY
Fonctionnalité: Le travail continue quand un système ou une ligne tombe, et ensuite rien n'est perdu ni en double
  Le courant et les liaisons tombent chaque semaine.
  Ce qui a été fait pendant la panne doit se retrouver ensuite, une seule fois.

  Règle: Un appareil garde ce qu'il n'a pas pu envoyer, et l'envoie une fois

    @RAD-8 @TC-CON-001 @shall @negative
    Scénario: La liaison avec l'archive est coupée pendant l'envoi d'images
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque la liaison entre l'appareil "CT_ER1" et le système "PACS" est coupée pendant l'envoi de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et la liaison entre l'appareil "CT_ER1" et le système "PACS" est rétablie
      Alors le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 12
      Et les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées

    @RAD-8 @TC-CON-002 @shall @negative
    Scénario: L'archive est injoignable à la fin de l'examen
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Lorsque le manipulateur réalise l'examen "IRM cérébrale" du patient "Luis Mba" alors que le système "PACS" est injoignable depuis l'appareil "MR_1"
      Et la liaison entre l'appareil "MR_1" et le système "PACS" est rétablie
      Alors le nombre d'images de l'examen "IRM cérébrale" du patient "Luis Mba" dans le système "PACS" est de 2
      Et les images de l'examen "IRM cérébrale" du patient "Luis Mba" sont archivées dans le système "PACS" et peuvent être récupérées

    @RAD-8 @TC-CON-007 @shall @negative
    Scénario: La liaison avec l'archive est coupée à chaque endroit d'une transmission
      Étant donné que la patiente "Rosa Eyang" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Rosa Eyang" est programmé sur l'appareil "CT_ER1"
      Lorsque la liaison entre l'appareil "CT_ER1" et le système "PACS" est coupée après chaque message, l'un après l'autre, pendant l'envoi de l'examen "Scanner thoracique" de la patiente "Rosa Eyang"
      Alors les images de l'examen "Scanner thoracique" de la patiente "Rosa Eyang" sont archivées dans le système "PACS" et peuvent être récupérées
      Et les images récupérées de l'examen "Scanner thoracique" de la patiente "Rosa Eyang" sont celles qui ont été faites, pixel par pixel et mot pour mot

    @RAD-8 @TC-CON-008 @shall @negative
    Scénario: La liaison avec l'archive est coupée pendant dix jours
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Carlos Nve" est programmé sur l'appareil "MR_1"
      Lorsque le manipulateur réalise l'examen "IRM cérébrale" du patient "Carlos Nve" alors que la liaison entre l'appareil "MR_1" et le système "PACS" est coupée pendant 10 jours
      Alors le nombre d'images de l'examen "IRM cérébrale" du patient "Carlos Nve" dans le système "PACS" est de 4
      Et les images de l'examen "IRM cérébrale" du patient "Carlos Nve" sont archivées dans le système "PACS" et peuvent être récupérées

    @RAD-8 @TC-CON-009 @shall @positive
    Plan du scénario: Les images arrivent par une ligne comme "<line>"
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" du patient "Luis Mba" est programmé sur l'appareil "DX_1"
      Lorsque le manipulateur réalise l'examen "Radiographie du thorax" du patient "Luis Mba" sur l'appareil "DX_1" par une ligne comme "<line>"
      Alors le nombre d'images de l'examen "Radiographie du thorax" du patient "Luis Mba" dans le système "PACS" est de 2
      Et les images de l'examen "Radiographie du thorax" du patient "Luis Mba" sont archivées dans le système "PACS" et peuvent être récupérées

      Exemples:
        | line      |
        | 3g-lossy  |
        | vsat-384k |

    @RAD-8 @TC-CON-010 @shall @negative
    Scénario: L'archive perd son alimentation pendant l'envoi d'images
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque le système "PACS" perd son alimentation pendant l'envoi de l'examen "Scanner thoracique" de la patiente "Ana Torres" depuis l'appareil "CT_ER1"
      Et la liaison entre l'appareil "CT_ER1" et le système "PACS" est rétablie
      Alors le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 12
      Et les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont archivées dans le système "PACS" et peuvent être récupérées

    @RAD-8 @TC-CON-011 @shall @negative
    Scénario: L'archive prend les images et ses réponses se perdent
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Lorsque le système "PACS" prend tout et ne répond rien pendant l'envoi de l'examen "IRM cérébrale" du patient "Luis Mba" depuis l'appareil "MR_1"
      Et la liaison entre l'appareil "MR_1" et le système "PACS" est rétablie
      Alors le nombre d'images de l'examen "IRM cérébrale" du patient "Luis Mba" dans le système "PACS" est de 12
      Et les images de l'examen "IRM cérébrale" du patient "Luis Mba" sont archivées dans le système "PACS" et peuvent être récupérées

  Règle: Les messages attendent dans l'ordre pendant que le destinataire est hors service

    @RAD-128 @TC-CON-003 @shall @negative
    Scénario: Le dossier patient informatisé est hors service pendant que deux comptes rendus sont signés
      Étant donné que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Et que le système "EMR" est hors service
      Lorsque le radiologue signe avec le statut "provisoire" le compte rendu "Posible fractura." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et le radiologue signe avec le statut "définitif" le compte rendu "Fractura costal." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et le système "EMR" fonctionne de nouveau
      Alors le médecin demandeur voit le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "définitif"
      Et les comptes rendus de l'examen "Scanner thoracique" du patient "Carlos Nve" sont arrivés d'abord avec le statut "provisoire", puis avec le statut "définitif", chacun une seule fois

    @RAD-3 @TC-CON-004 @shall @negative
    Scénario: L'examen se termine pendant que le dossier patient informatisé est hors service
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" du patient "Carlos Nve" est programmé sur l'appareil "DX_1"
      Et que le système "EMR" est hors service
      Lorsque le manipulateur réalise l'examen "Radiographie du thorax" du patient "Carlos Nve" sur l'appareil "DX_1"
      Et le système "EMR" fonctionne de nouveau
      Alors le médecin demandeur voit l'examen "Radiographie du thorax" du patient "Carlos Nve" avec le statut "terminé"

  Règle: Ce qui a été fait sans la liste est régularisé ensuite

    @RAD-3 @RAD-4 @TC-CON-005 @shall @positive
    Scénario: Deux patients sont examinés sur papier pendant un arrêt du RIS
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen non programmé "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Lorsque le secrétariat de radiologie saisit après coup la demande de l'examen "Radiographie du thorax" pour la patiente "Ana Torres"
      Alors le dossier patient informatisé répond avec son propre numéro de demande pour l'examen "Radiographie du thorax" de la patiente "Ana Torres"
      Et le système "PACS" est averti que l'examen "Radiographie du thorax" de la patiente "Ana Torres" est prévu sous l'identifiant de l'examen réalisé

    @RAD-6 @FIELD-18 @TC-CON-006 @shall @negative
    Scénario: Un examen terminé dont la fin n'a pas été notifiée garde ses images
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner thoracique" du patient "Luis Mba"
      Et le manipulateur acquiert 2 images de l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors les images de l'examen "Scanner thoracique" du patient "Luis Mba" sont archivées dans le système "PACS" et peuvent être récupérées
      Et le médecin demandeur voit l'examen "Scanner thoracique" du patient "Luis Mba" avec le statut "en cours"
