# language: fr
# Généré par « interop translate » à partir de features/integration/robustness.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-1 @RAD-2 @HL7.2
Fonctionnalité: Un message erroné ne nuit à personne, et le service continue
  Les interfaces reçoivent des messages de systèmes mis à jour la nuit dernière.
  Aucun ne doit arrêter la liste de tous, ni passer pour compris sans l'avoir été.

  Règle: Ce qui ne peut être compris est refusé avec le bon motif, et la demande suivante fonctionne

    @TC-ROB-001 @shall @negative
    Plan du scénario: Un message avec le défaut "<défaut>" est refusé pour ce qu'il est
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur envoie au système "RIS" un message avec le défaut "<défaut>"
      Alors le système "RIS" refuse le message avec le motif "<défaut>"
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1

      Exemples:
        | défaut                     |
        | type de message inconnu    |
        | version inconnue           |
        | numéro de message manquant |
        | patient manquant           |

    @TC-ROB-002 @shall @negative
    Scénario: La moitié d'un message n'est pas une demande
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur envoie au système "RIS" la moitié d'une demande pour la patiente "Ana Torres" et coupe la connexion
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 0
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1

    @TC-ROB-003 @shall @negative
    Scénario: Du bruit sur la ligne avant une demande ne fait pas perdre la demande
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque le service demandeur envoie du bruit au système "RIS", puis la demande de l'examen "IRM cérébrale" pour le patient "Luis Mba"
      Alors le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "MR_1" est de 1

  Règle: Une réponse se rapporte au message qu'elle nomme

    @FIELD-10 @TC-ROB-004 @shall @positive
    Scénario: Dix demandes de suite reçoivent dix réponses, chacune la sienne
      Étant donné que la patiente "Rosa Eyang" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'un après l'autre 10 examens "Radiographie du bassin" pour la patiente "Rosa Eyang"
      Alors chacune des 10 réponses nomme la demande à laquelle elle se rapporte
      Et le nombre d'entrées de la patiente "Rosa Eyang" dans la liste de travail de l'appareil "DX_1" est de 10

    @FIELD-11 @TC-ROB-005 @shall @positive
    Scénario: Qui demande d'abord l'accusé de réception reçoit ce qu'il a demandé
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour le patient "Luis Mba" et ne demande que l'accusé de réception
      Alors le système "RIS" envoie l'accusé de réception demandé
      Et le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "CT_ER1" est de 1

    @FIELD-10 @TC-ROB-007 @shall @negative
    Scénario: Une demande dont la réponse s'est perdue est renvoyée et reste une seule demande
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres", la réponse se perd sur la ligne et la demande est renvoyée
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1

  Règle: Un appareil qui coupe la connexion ne laisse rien à moitié fait

    @TC-ROB-006 @shall @negative
    Scénario: Un appareil coupe la connexion pendant qu'il lit la liste
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" coupe la connexion au milieu de sa consultation de la liste de travail
      Alors le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1
